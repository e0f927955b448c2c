"""AWS Secrets Manager and STS on a free port of loopback, by moto, which checks signatures and permissions of every request.

    aws-cloud.py STATE

STATE is a JSON file: {"serial": N, "secrets": {NAME: TEXT}, "users": {NAME: [ACTION]}, "roles": {NAME: [ACTION]}}: what users and roles may
do, who are made at the start. Prints "listening JSON" with port, keys and ARNs, and "state N" whenever the secrets are as the file says,
after "token VERDICT" for each of {"tokens": [TOKEN]}: whose signature it has, and what it allows, or "no" and why.
"""

import base64, datetime, json, logging, pathlib, sys, time
from urllib.parse import parse_qs, urlsplit

import boto3, botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.sts.models import sts_backends
from moto import settings
from moto.core.authorization import ActionAuthenticatorMixin
from moto.server import ThreadedMotoServer

REGION = "eu-central-1"
state_file = pathlib.Path(sys.argv[1])
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]


def client(service, key):
    return boto3.client(
        service, region_name=REGION, endpoint_url=f"http://127.0.0.1:{port}", aws_access_key_id=key["id"], aws_secret_access_key=key["secret"])


def document(actions, **more):
    statement = {"Effect": "Allow", "Action": actions, **(more or {"Resource": "*"})}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def user(name, actions):
    arn = iam.create_user(UserName=name)["User"]["Arn"]
    iam.put_user_policy(UserName=name, PolicyName="allowed", PolicyDocument=document(actions or ["iam:GetUser"]))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"id": key["AccessKeyId"], "secret": key["SecretAccessKey"], "arn": arn}


def role(name, actions):
    trust = document("sts:*", Principal={"AWS": "*"})
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="allowed", PolicyDocument=document(actions or ["iam:GetUser"]))
    return arn


checked = ActionAuthenticatorMixin._authenticate_and_authorize_action


def check(self, iam_request_cls, resource="*"):
    print("request", self._get_action(), flush=True)
    # STS does not ask for a signature there: the token is the credential.
    if self._get_action() == "AssumeRoleWithWebIdentity":
        return
    data = self.data
    # Only this action comes with a query and no body; moto takes the one for the other, and would find the signature wrong.
    if self._get_action() == "GetCallerIdentity":
        self.data = {}
    try:
        checked(self, iam_request_cls, resource)
    finally:
        self.data = data


def put(name, text):
    if name not in known:
        known[name] = (store.create_secret(Name=name, SecretString=text)["ARN"], text)
    elif known[name][1] != text:
        known[name] = (store.put_secret_value(SecretId=name, SecretString=text)["ARN"], text)


def verdict(token):
    """As Amazon MSK reads a token: an address, signed by somebody who is known."""
    address = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    signed, _, agent = address.partition("&User-Agent=")
    query = {name: values[0] for name, values in parse_qs(urlsplit(signed).query).items()}
    key, day, region, service, _ = query["X-Amz-Credential"].split("/")
    people = {user["id"]: (name, Credentials(user["id"], user["secret"])) for name, user in facts["users"].items()}
    for backends in sts_backends.values():
        for backend in backends.values():
            for role in backend.assumed_roles:
                people[role.access_key_id] = (
                    role.role_arn.split("/")[-1], Credentials(role.access_key_id, role.secret_access_key, role.session_token))
    if key not in people:
        return f"no: nobody has the key {key}"
    name, credentials = people[key]
    time_of = lambda: datetime.datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = time_of
    request = AWSRequest(method="GET", url=f"https://kafka.{region}.amazonaws.com/", params={"Action": query["Action"]})
    botocore.auth.SigV4QueryAuth(credentials, service, region, expires=int(query["X-Amz-Expires"])).add_auth(request)
    if request.url != signed:
        return "no: another signature"
    return f"{name} {service} {query['Action']} {region} {query['X-Amz-Expires']} {agent}"


iam = client("iam", {"id": "setup", "secret": "setup"})
state = json.loads(state_file.read_text())
facts = {"port": port, "users": {name: user(name, actions) for name, actions in state["users"].items()},
         "roles": {name: role(name, actions) for name, actions in state["roles"].items()}}
store = client("secretsmanager", user("keeper", ["secretsmanager:*"]))
known, serial = {}, None
ActionAuthenticatorMixin._authenticate_and_authorize_action = check
settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
while True:
    if state["serial"] != serial:
        for name, text in state["secrets"].items():
            put(name, text)
        if serial is None:
            facts["secrets"] = {name: arn for name, (arn, _) in known.items()}
            print("listening " + json.dumps(facts), flush=True)
        serial = state["serial"]
        for token in state.get("tokens", []):
            print("token", verdict(token), flush=True)
        print("state", serial, flush=True)
    time.sleep(0.05)
    state = json.loads(state_file.read_text())
