"""Prints credential files as JSON, each with the requests that google-auth makes with it.

    google-requests.py COUNT FOLDER

FOLDER takes the files that the credential files name. The keys and tokens in them are made up here and good for nothing.
"""

import datetime, json, random, string, sys, tempfile, warnings

import google.auth._helpers
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import aws, identity_pool
from google.oauth2 import credentials, service_account

warnings.simplefilter("ignore")
random.seed(20260131)
SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]
ACCOUNTS = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
PEM, FORMATS = serialization.Encoding.PEM, serialization.PrivateFormat
keys = [rsa.generate_private_key(65537, size).private_bytes(PEM, layout, serialization.NoEncryption()).decode()
        for size, layout in [(2048, FORMATS.PKCS8), (2048, FORMATS.TraditionalOpenSSL), (3072, FORMATS.PKCS8)]]


def text(low, high, alphabet=string.ascii_letters + string.digits + "-._~/+=&%: "):
    # Blanks at the end of a token are a line break's neighbours, and cut.
    return "".join(random.choice(alphabet) for _ in range(random.randint(low, high))) + "x"


def word(low=3, high=12):
    return text(low, high, string.ascii_lowercase + string.digits)


class Answer:
    status, headers = 200, {}

    def __init__(self, body):
        self.data = json.dumps(body).encode()


class Recorder:
    """Stands for the network: notes what is sent, and answers as Google does."""

    def __init__(self):
        self.sent = []

    def __call__(self, url, method="GET", headers=None, body=None, **_):
        fields = {name.lower(): value for name, value in (headers or {}).items()}
        self.sent.append({"url": url, "authorization": fields.get("authorization"), "body": (body or b"").decode()})
        if "generateAccessToken" in url:
            return Answer({"accessToken": "impersonated", "expireTime": "2036-01-31T23:59:59Z"})
        return Answer({"access_token": "federated", "expires_in": 3600, "token_type": "Bearer"})


def service_account_case(case):
    case["file"] = info = {
        "type": "service_account", "client_email": f"{word()}@{word()}.iam.gserviceaccount.com", "private_key": random.choice(keys),
        "token_uri": f"https://{word()}.example.com/token", "project_id": word()}
    if random.random() < 0.8:
        info["private_key_id"] = word(20, 40)
    return service_account.Credentials.from_service_account_info(info, scopes=SCOPES)


def authorized_user_case(case):
    case["file"] = info = {"type": "authorized_user", "client_id": text(10, 30), "client_secret": text(10, 30), "refresh_token": text(20, 60)}
    return credentials.Credentials.from_authorized_user_info(info)


def external(source, token_type):
    provider = f"workloadIdentityPools/{word()}/providers/{word()}"
    info = {
        "type": "external_account", "audience": f"//iam.googleapis.com/projects/{random.randrange(10**9)}/locations/global/{provider}",
        "subject_token_type": token_type, "token_url": f"https://sts.{word()}.googleapis.com/v1/token", "credential_source": source}
    if random.random() < 0.2:
        info["audience"] = f"//iam.googleapis.com/locations/global/workforcePools/{word()}/providers/{word()}"
        info["workforce_pool_user_project"] = word()
    if random.random() < 0.3:
        info.update(client_id=text(5, 20), client_secret=text(5, 20))
    if random.random() < 0.5:
        info["service_account_impersonation_url"] = f"{ACCOUNTS}{word()}@{word()}.iam.gserviceaccount.com:generateAccessToken"
        if random.random() < 0.5:
            info["service_account_impersonation"] = {"token_lifetime_seconds": random.randrange(600, 43200)}
    return info


def file_case(case):
    token = text(10, 300)
    source = {"file": tempfile.mkstemp(dir=sys.argv[2])[1]}
    if random.random() < 0.5:
        source["format"] = {"type": "json", "subject_token_field_name": "id_token"}
        token = json.dumps({"id_token": token, "other": 1})
    with open(source["file"], "w") as file:
        file.write(token)
    case["file"] = external(source, random.choice(["urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:saml2"]))
    return identity_pool.Credentials.from_info(case["file"], scopes=SCOPES)


def aws_case(case):
    case["aws"] = {
        "AWS_ACCESS_KEY_ID": "AKIA" + word(), "AWS_SECRET_ACCESS_KEY": text(20, 40),
        "AWS_REGION": random.choice(["eu-central-1", "us-east-1", "ap-southeast-2"])}
    if random.random() < 0.5:
        case["aws"]["AWS_SESSION_TOKEN"] = text(50, 200, string.ascii_letters + string.digits + "+/=")
    host = random.choice(["sts.{region}.amazonaws.com", "sts.amazonaws.com"])
    url = f"https://{host}{random.choice(['', '/'])}?Action=GetCallerIdentity&Version=2011-06-15"
    case["file"] = external({"environment_id": "aws1", "regional_cred_verification_url": url}, "urn:ietf:params:aws:token-type:aws4_request")
    aws.os.environ.pop("AWS_SESSION_TOKEN", None)
    aws.os.environ.update(case["aws"])
    return aws.Credentials.from_info(case["file"], scopes=SCOPES)


cases = []
for number in range(int(sys.argv[1])):
    now = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=random.randrange(40_000_000))
    google.auth._helpers.utcnow = lambda: now
    case = {"time": now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    maker = [service_account_case, authorized_user_case, file_case, aws_case][number % 4]
    made, network = maker(case), Recorder()
    made.refresh(network)
    case["requests"] = network.sent
    if maker in (file_case, aws_case):
        case["subject_token"] = made.retrieve_subject_token(network)
    cases.append(case)
print(json.dumps(cases))
