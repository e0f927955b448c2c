"""Google's token endpoints, metadata server, Secret Manager and Pub/Sub on a free port of loopback, which check what they are sent.

    google-cloud.py STATE FOLDER

STATE is a JSON file: {"project": P, "secrets": {NAME: TEXT}, "damaged": [NAME], "tokens": [TOKEN], "subject_token": TEXT,
"user": {CLIENT, SECRET AND REFRESH TOKEN}, "audience": PROVIDER, "readers": [WHO], "revoked": N, "sts": URL, "pubsub": HOST}: who may read
secrets, how many more tokens are refused although they are good, and who stands behind the stub: an AWS STS that checks signatures, and the
emulator. FOLDER takes "key.json", the key of a service account. Prints "listening PORT", "request KIND WHO" and
"refused KIND WHY".
"""

import base64, http.client, http.server, json, pathlib, re, secrets, sys, threading, time, urllib.parse, urllib.request

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from kafka.record.util import calc_crc32c

KEY_ACCOUNT, TARGET_ACCOUNT = "key@p1.iam.gserviceaccount.com", "target@p1.iam.gserviceaccount.com"
CLOUD, IAM = "https://www.googleapis.com/auth/cloud-platform", "https://www.googleapis.com/auth/iam"
GRANT = "urn:ietf:params:oauth:grant-type:"
state = json.loads(pathlib.Path(sys.argv[1]).read_text())
key = rsa.generate_private_key(65537, 2048)
issued, lock, revoked = {}, threading.Lock(), 0


class Refused(Exception):
    """The status, and what the answer says."""


def need(condition, what):
    if not condition:
        raise Refused(400, {"error": "invalid_grant", "error_description": what})


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def issue(who, scope):
    token = "ya29." + secrets.token_urlsafe(24)
    issued[token] = (who, scope, time.time() + 3600)
    return token


def of_assertion(form):
    need(set(form) == {"assertion", "grant_type"}, "other fields")
    head, claims, signature = form["assertion"].split(".")
    key.public_key().verify(decoded(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
    need(json.loads(decoded(head)) == {"typ": "JWT", "alg": "RS256", "kid": "key-1"}, "header")
    claims = json.loads(decoded(claims))
    need(claims.pop("iss") == KEY_ACCOUNT and claims.pop("aud") == "https://oauth2.googleapis.com/token", "issuer or audience")
    need(abs(claims["iat"] - time.time()) < 60 and claims["exp"] - claims["iat"] == 3600, "times")
    need(claims["scope"] == CLOUD and set(claims) == {"iat", "exp", "scope"}, "claims")
    return KEY_ACCOUNT


def of_refresh_token(form):
    need(form == {"grant_type": "refresh_token", **state["user"]}, "other fields")
    return "user"


def of_aws(token):
    """AWS itself is asked with the request that it signed, as Google does."""
    request = json.loads(urllib.parse.unquote(token))
    fields = {field["key"]: field["value"] for field in request["headers"]}
    need(request["method"] == "POST" and fields.pop("x-goog-cloud-target-resource") == state["audience"], "target")
    url = urllib.parse.urlsplit(request["url"])
    need(url.hostname == fields["host"] and url.hostname.endswith(".amazonaws.com") and url.scheme == "https", "host")
    need(urllib.parse.parse_qs(url.query) == {"Action": ["GetCallerIdentity"], "Version": ["2011-06-15"]}, "action")
    aws = http.client.HTTPConnection(urllib.parse.urlsplit(state["sts"]).netloc, timeout=30)
    aws.putrequest("POST", f"/?{url.query}", skip_host=True)
    for name, value in {**fields, "content-length": "0"}.items():
        aws.putheader(name, value)
    aws.endheaders()
    answer = aws.getresponse()
    body = answer.read().decode()
    need(answer.status == 200, "AWS says " + ("".join(re.findall("<Code>(.*?)</Code>", body)) or str(answer.status)))
    return re.search("<Arn>(.*?)</Arn>", body).group(1)


def of_subject_token(form):
    need(form.pop("grant_type") == GRANT + "token-exchange" and form.pop("audience") == state["audience"], "grant or audience")
    need(form.pop("requested_token_type") == "urn:ietf:params:oauth:token-type:access_token", "requested type")
    need(form.pop("scope") in (CLOUD, IAM), "scope")
    token, kind = form.pop("subject_token"), form.pop("subject_token_type")
    need(not form, "other fields")
    if kind == "urn:ietf:params:aws:token-type:aws4_request":
        return of_aws(token)
    need(kind == "urn:ietf:params:oauth:token-type:jwt" and token == state["subject_token"], "subject token")
    return "workload"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, value, **fields):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", "Content-Length": str(len(body)), **fields}.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def error(self, status, name, message):
        raise Refused(status, {"error": {"code": status, "message": message, "status": name}})

    def holder(self, wanted):
        """Who has the token that the request is sent with."""
        global revoked
        token = (self.headers["Authorization"] or "").removeprefix("Bearer ")
        who, scope, end = ("given", CLOUD, time.time() + 1) if token in state["tokens"] else issued.get(token, ("", "", 0))
        with lock:
            refused = revoked < state["revoked"]
            revoked += refused
        if scope != wanted or end < time.time() or refused:
            self.error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        return who

    def handled(self, kind, work):
        try:
            who, value, fields = work()
            print("request", kind, who, flush=True)
            self.answer(200, value, **fields)
        except Refused as refusal:
            print("refused", kind, refusal.args[1]["error"] if refusal.args[0] == 400 else refusal.args[0], flush=True)
            self.answer(*refusal.args)
        except Exception as error:
            print("refused", kind, type(error).__name__, flush=True)
            self.answer(400, {"error": "invalid_grant", "error_description": type(error).__name__})

    def token(self, who, scope=CLOUD):
        return who, {"access_token": issue(who, scope), "expires_in": 3599, "token_type": "Bearer"}, {}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()

        def form():
            need(self.headers["Content-Type"] == "application/x-www-form-urlencoded", "type of the body")
            return dict(urllib.parse.parse_qsl(body, strict_parsing=True))

        def impersonated():
            self.holder(IAM)
            need(json.loads(body) == {"delegates": None, "lifetime": "3600s", "scope": [CLOUD]}, "body")
            end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
            return TARGET_ACCOUNT, {"accessToken": issue(TARGET_ACCOUNT, CLOUD), "expireTime": end}, {}

        match self.path:
            case "/token" if "assertion=" in body: self.handled("assertion", lambda: self.token(of_assertion(form())))
            case "/token": self.handled("refresh", lambda: self.token(of_refresh_token(form())))
            case "/sts":
                self.handled("exchange", lambda: self.token(of_subject_token(form()), dict(urllib.parse.parse_qsl(body))["scope"]))
            case path if path == f"/v1/projects/-/serviceAccounts/{TARGET_ACCOUNT}:generateAccessToken":
                self.handled("impersonation", impersonated)
            case _: self.answer(404, {})

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        machine = "/computeMetadata/v1/instance/service-accounts/default/"
        match path:
            case "/subject": self.handled("subject", self.subject)
            case _ if path.startswith("/computeMetadata/"):
                if self.headers["Metadata-Flavor"] != "Google":
                    self.answer(403, {})
                elif path == machine + "token":
                    self.handled("metadata", lambda: (*self.token("machine")[:2], {"Metadata_Flavor": "Google"}))
                else:
                    texts = {machine + "email": "machine@p1.iam.gserviceaccount.com", "/computeMetadata/v1/project/project-id": state["project"]}
                    self.answer(200 if path in texts else 404, texts.get(path, "").encode(), Metadata_Flavor="Google")
            case _ if path.endswith(":access"): self.handled("access", lambda: self.secret(path))
            case _ if path.startswith("/v3/"): self.answer(404, {})  # Cloud Monitoring
            case _: self.handled("pubsub", self.pubsub)

    def subject(self):
        need(self.headers["X-Subject"] == "yes", "header")
        return "", {"nested": 1, "value": state["subject_token"]}, {}

    def secret(self, path):
        who = self.holder(CLOUD)
        name = re.fullmatch(rf"/v1/projects/{state['project']}/secrets/([\w-]+)/versions/(latest|1):access", path)
        text = state["secrets"].get(name and name[1])
        if who not in state["readers"]:
            self.error(403, "PERMISSION_DENIED", f"Permission 'secretmanager.versions.access' denied on resource '{path[4:-7]}' (or it may not exist).")
        if text is None:
            self.error(404, "NOT_FOUND", f"Secret [{path[4:-7]}] not found or has no versions.")
        check = calc_crc32c(text.encode())
        data = text[::-1].encode() if name[1] in state["damaged"] else text.encode()
        return who, {"name": path[4:-7], "payload": {"data": base64.b64encode(data).decode(), "dataCrc32c": str(check)}}, {}

    def pubsub(self):
        who = self.holder(CLOUD)
        try:
            with urllib.request.urlopen(f"http://{state['pubsub']}{self.path}", timeout=30) as answer:
                return who, answer.read(), {}
        except urllib.error.HTTPError as error:
            raise Refused(error.code, json.loads(error.read())) from None


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
PEM = serialization.Encoding.PEM
(pathlib.Path(sys.argv[2]) / "key.json").write_text(json.dumps({
    "type": "service_account", "project_id": state["project"], "private_key_id": "key-1", "client_email": KEY_ACCOUNT,
    "private_key": key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode(),
    "token_uri": f"http://127.0.0.1:{server.server_port}/token"}))
print("listening", server.server_port, flush=True)
server.serve_forever()
