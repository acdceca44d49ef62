"""A real mail server on loopback for tests. Says its port, then each letter that it has taken, as lines of JSON.

Whom a letter is for says how it fares: refused@ 550, later@ 451 twice and then taken, slow@ silence, spam@ 554 after the
text, dies@ the line is cut after the text the first time, twice@ the text is taken and the line cut before the answer.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

settings = json.loads(sys.argv[1])
seen = {}


def tell(**what):
    print(json.dumps(what, ensure_ascii=False), flush=True)


def times(recipient):
    seen[recipient] = seen.get(recipient, 0) + 1
    return seen[recipient]


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("stranger@"):
            return "553 5.7.1 Sender address rejected"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "refused":
            return f"550 5.1.1 <{address}>: no such user"
        if name == "later" and times(address) <= 2:
            return "451 4.7.1 Greylisted, come back later"
        if name == "slow":
            await asyncio.sleep(30)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        name = to.split("@")[0]
        if name == "spam":
            return "554 5.7.1 Message rejected as spam"
        if name == "dies" and times(to) == 1:
            server.transport.abort()
            return "250 nobody hears it"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        tell(
            to=to,
            sender=envelope.mail_from,
            login=session.auth_data.login.decode() if session.auth_data else None,
            encrypted=session.ssl is not None or settings.get("security") == "tls",
            subject=str(message["Subject"]),
            headers={key: str(value) for key, value in message.items()},
            text=message.get_content().replace("\r\n", "\n"),
        )
        if name == "twice" and times(to) == 1:
            server.transport.abort()
        return "250 2.0.0 Ok: queued as 4XYZ"


def allowed(server, session, envelope, mechanism, data):
    known = isinstance(data, LoginPassword) and [data.login.decode(), data.password.decode()] == settings["account"]
    return AuthResult(success=known, handled=known, auth_data=data)


async def main():
    context = None
    if "certificate" in settings:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings["certificate"], settings["key"])
    options = {"hostname": "post.example", "enable_SMTPUTF8": True}
    if settings.get("security") == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if "account" in settings:
        options |= {"authenticator": allowed, "auth_required": True, "auth_require_tls": settings.get("security") == "starttls"}
    loop = asyncio.get_running_loop()
    wrapped = context if settings.get("security") == "tls" else None
    server = await loop.create_server(lambda: SMTP(Handler(), **options), "127.0.0.1", settings.get("port", 0), ssl=wrapped)
    tell(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
