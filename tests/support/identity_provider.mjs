// An identity provider for the tests: `identity_provider.mjs PORT`.
//
// It signs in whoever types a login, with any password, and asks for the consent to each sign-in. Who `unverified-…` is
// has not shown an e-mail address to be theirs, and who `nomail-…` is has none. The file `ready`, beside this one, is
// there once it listens.
//
// It is both kinds of provider at once: with the scope `openid` one of OpenID, without it one of plain OAuth 2, whose
// users are at /api/user.

import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

import Provider from 'oidc-provider';

const CLIENT_ID = 'fastauth';
const CLIENT_SECRET = 'a+provider/s%secret:of=some-length';
const CALLBACKS = ['/auth/oidc/callback', '/auth/plain/callback'];

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;

function hasMail(login) {
    return !login.startsWith('nomail');
}

function isVerified(login) {
    return hasMail(login) && !login.startsWith('unverified');
}

function findAccount(_context, login) {
    const mail = hasMail(login) ? { email: login, email_verified: isVerified(login) } : {};
    // The provider leaves out what the scopes do not ask for.
    return { accountId: login, claims: () => ({ sub: login, ...mail }) };
}

// A number, as GitHub's are: what names an account need not be a text.
function numberOf(login) {
    return createHash('sha256').update(login).digest().readUInt32BE();
}

function signingKey() {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return { ...privateKey.export({ format: 'jwk' }), use: 'sig' };
}

const provider = new Provider(issuer, {
    clients: [
        {
            client_id: CLIENT_ID,
            client_secret: CLIENT_SECRET,
            // What runs on the user's own machine may be redirected to at any port of it.
            application_type: 'native',
            redirect_uris: ['127.0.0.1', 'localhost'].flatMap(host => CALLBACKS.map(path => `http://${host}${path}`)),
            grant_types: ['authorization_code', 'refresh_token'],
            response_types: ['code'],
            token_endpoint_auth_method: 'client_secret_basic',
        },
    ],
    findAccount,
    scopes: ['openid', 'profile', 'offline_access', 'read:user'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true, methods: ['S256'] },
    rotateRefreshToken: true,
    ttl: { AccessToken: 3600 },
    features: { devInteractions: { enabled: true } },
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
});

// The pages fetch a font from elsewhere, and a browser without a network may wait for it.
provider.use((context, next) => {
    context.set('content-security-policy', "style-src 'unsafe-inline'");
    return next();
});

// OpenID has the client ask for the consent by which it gets a refresh token, and this provider drops `offline_access`
// where it does not. Here it is asked for in any case.
provider.use((context, next) => {
    const { scope, prompt } = context.query;
    if (context.path === '/auth' && !prompt && scope?.split(' ').includes('offline_access')) {
        context.query = { ...context.query, prompt: 'consent' };
    }
    return next();
});

provider.use(async (context, next) => {
    if (context.path !== '/api/user') {
        return next();
    }
    const [, bearer] = /^Bearer (.+)$/i.exec(context.get('authorization')) ?? [];
    const token = await provider.AccessToken.find(bearer);
    if (!token) {
        context.status = 401;
        context.body = { message: 'Bad credentials' };
        return;
    }
    const login = token.accountId;
    context.body = { id: numberOf(login), login, email: hasMail(login) ? login : null, verified: isVerified(login) };
});

provider.listen(port, '127.0.0.1', () => writeFileSync(new URL('ready', import.meta.url), ''));
