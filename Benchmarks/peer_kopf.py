"""The same job as a kopf operator: watches the instance's Deployments, keeps them as a file of manifests says, follows the file.

Run by Benchmarks/controller with MANIFESTS (JSON, a list), NAMESPACE, SERVER, CERTIFICATE, KEY and AUTHORITY in the environment.
"""

import asyncio, json, os, ssl

import aiohttp, kopf

NAMESPACE, SERVER, FILE = os.environ["NAMESPACE"], os.environ["SERVER"], os.environ["MANIFESTS"]
desired, limit, session = {}, asyncio.Semaphore(16), None


def image(manifest):
    return manifest["spec"]["template"]["spec"]["containers"][0]["image"]


async def apply(name):
    async with limit:
        url = f"{SERVER}/apis/apps/v1/namespaces/{NAMESPACE}/deployments/{name}?fieldManager=kopf&force=true"
        await session.patch(url, data=json.dumps(desired[name]), headers={"Content-Type": "application/apply-patch+yaml"})


async def follow():
    """Looks at the file twice a second, as the operator does."""
    seen = None
    while True:
        modified = os.stat(FILE).st_mtime_ns
        if modified != seen:
            seen = modified
            with open(FILE) as file:
                new = {manifest["metadata"]["name"]: manifest for manifest in json.load(file)}
            changed = [name for name in new if desired.get(name) != new[name]]
            desired.update(new)
            await asyncio.gather(*(apply(name) for name in changed))
        await asyncio.sleep(0.5)


@kopf.on.login()
def login(**_):
    return kopf.ConnectionInfo(server=SERVER, ca_path=os.environ["AUTHORITY"], certificate_path=os.environ["CERTIFICATE"],
                               private_key_path=os.environ["KEY"])


@kopf.on.startup()
async def start(settings, **_):
    global session
    settings.posting.enabled = False
    tls = ssl.create_default_context(cafile=os.environ["AUTHORITY"])
    tls.load_cert_chain(os.environ["CERTIFICATE"], os.environ["KEY"])
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls))
    asyncio.create_task(follow())


@kopf.on.event("apps", "v1", "deployments", labels={"persistence-operator.io/instance": kopf.PRESENT})
async def changed(type, name, body, **_):
    if name in desired and (type == "DELETED" or image(body) != image(desired[name])):
        await apply(name)
