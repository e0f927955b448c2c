"""Prints requests to AWS services as JSON, each with the Authorization header that botocore makes for it, and logins to Amazon MSK with
the token that AWS's own signers make of botocore's presigned address.

    aws-signatures.py COUNT SECRET TOKEN
"""

import base64, datetime, json, random, string, sys
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

random.seed(20260131)
count, secret, token = int(sys.argv[1]), sys.argv[2], sys.argv[3]
BLANKS_AND_SIGNS = string.ascii_letters + string.digits + " -._~/:@!$&'()*+,;=%?#äß€"


def text(low, high, alphabet=BLANKS_AND_SIGNS):
    return "".join(random.choice(alphabet) for _ in range(random.randint(low, high)))


cases = []
for number in range(count):
    now = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=random.randrange(40_000_000))
    botocore.auth.get_current_datetime = lambda: now
    service = random.choice(["secretsmanager", "sts", "kafka", "kafka-cluster", "iam"])
    region = random.choice(["eu-central-1", "us-east-1", "ap-southeast-2", "cn-north-1", "us-gov-west-1"])
    session = token if number % 2 else None
    endpoint = random.choice(["https://", "http://"]) + f"{service}.{region}.amazonaws.com" + random.choice(["", ":443", ":80", ":8443"])
    path = "/" + "/".join(quote(text(1, 8, BLANKS_AND_SIGNS.replace(".", "").replace("/", "")), safe="-._~") for _ in range(random.randint(0, 3)))
    query = [[text(1, 6), text(0, 10)] for _ in range(random.randint(0, 3))]
    headers = {"Content-Type": random.choice(["application/x-amz-json-1.1", "application/x-www-form-urlencoded; charset=utf-8"])}
    if number % 3:
        headers["X-Amz-Target"] = "secretsmanager." + text(1, 12, string.ascii_letters)
    if number % 5 == 0:
        headers["X-Note"] = "  two   blanks\t and a tab "
    method = random.choice(["GET", "POST", "PUT"])
    body = text(0, 200).encode() if method != "GET" else b""
    encoded = "&".join(f"{quote(name, safe='-._~')}={quote(value, safe='-._~')}" for name, value in query)
    request = AWSRequest(method=method, url=endpoint + path + ("?" + encoded if encoded else ""), data=body, headers=dict(headers))
    botocore.auth.SigV4Auth(Credentials("AKIAEXAMPLE", secret, session), service, region).add_auth(request)
    cases.append({
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "service": service, "region": region, "token": session is not None,
        "endpoint": endpoint, "path": path, "query": query, "headers": [[name, value] for name, value in headers.items()],
        "method": method, "body": body.decode(), "authorization": request.headers["Authorization"],
    })

logins = []
for number in range(count):
    now = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=random.randrange(40_000_000))
    botocore.auth.get_current_datetime = lambda: now
    region = random.choice(["eu-central-1", "us-east-1", "ap-southeast-2", "cn-north-1", "us-gov-west-1"])
    # Session tokens have the signs of base64, which a query must not have as they are.
    session = token + text(1, 40, string.ascii_letters + string.digits + "+/=") if number % 2 else None
    lifetime = random.choice([900, 900, 1, 60, 43_200])
    request = AWSRequest(method="GET", url=f"https://kafka.{region}.amazonaws.com/", params={"Action": "kafka-cluster:Connect"})
    botocore.auth.SigV4QueryAuth(Credentials("AKIAEXAMPLE", secret, session), "kafka-cluster", region, expires=lifetime).add_auth(request)
    request.params = {"User-Agent": "persistence-operator"}
    address = request.prepare().url
    logins.append({
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "region": region, "session": session, "lifetime": lifetime, "address": address,
        "token": base64.urlsafe_b64encode(address.encode()).decode().rstrip("="),
    })
print(json.dumps({"requests": cases, "logins": logins}))
