"""A mail server for the tests: `mail_server.py DIRECTORY PORT`.

It offers STARTTLS and a login, asks for neither, and writes into each mail what came of both. What it takes is in
DIRECTORY/maildir; DIRECTORY/mail.ready is there once it listens.
"""

import asyncio
import pathlib
import re
import ssl
import sys

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

LOGIN = LoginPassword(b"fastauth", b"a p@ss/word")


class Maildir(Mailbox):
    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("parrot@"):
            token = re.search(rb"#token=(?:3D)?([\w-]+)", envelope.content)
            return "554 nobody wants to read " + token.group(1).decode()
        return await super().handle_DATA(server, session, envelope)

    def prepare_message(self, session, envelope):
        message = super().prepare_message(session, envelope)
        message["X-Tls"] = "yes" if session.ssl else "no"
        message["X-Login"] = "yes" if session.authenticated else "no"
        return message


def authenticate(server, session, envelope, mechanism, login):
    return AuthResult(success=login == LOGIN, handled=False)


async def serve(directory, port):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(directory / "mail.pem", directory / "mail.key")
    handler = Maildir(directory / "maildir")

    def connection():
        return SMTP(handler, hostname="localhost", tls_context=tls, authenticator=authenticate)

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", port)
    (directory / "mail.ready").touch()
    await server.serve_forever()


asyncio.run(serve(pathlib.Path(sys.argv[1]), int(sys.argv[2])))
