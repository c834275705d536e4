//! Keys as PEM text (RFC 7468): read, and found to be what the algorithm takes.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, VerificationAlgorithm,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{self, AlgorithmParameters, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use pem::Pem;

use super::keys::{PublicKey, VerifyingKey};
use crate::config::JwtAlgorithm;
use crate::credential::Secret;

const BEGIN: &str = "-----BEGIN ";

/// The one private key of a text, and its public one.
pub(super) fn private_key(
    text: &Secret,
    algorithm: JwtAlgorithm,
) -> Result<(EncodingKey, PublicKey), String> {
    let blocks = blocks(text)?;
    let [block] = &*blocks else { return Err("has more than one block of PEM".to_owned()) };
    match block.tag() {
        "PRIVATE KEY" | "RSA PRIVATE KEY" => {}
        "EC PRIVATE KEY" => {
            return Err("is not PKCS #8, which `openssl pkcs8 -topk8 -nocrypt` makes of it".to_owned());
        }
        "ENCRYPTED PRIVATE KEY" => return Err("is encrypted".to_owned()),
        "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" => {
            return Err("is a public key: the private one signs".to_owned());
        }
        _ => return Err("is no private key".to_owned()),
    }
    let text = pem::encode(block).into_bytes();
    let key = [EncodingKey::from_rsa_pem, EncodingKey::from_ec_pem, EncodingKey::from_ed_pem]
        .iter()
        .find_map(|read| read(&text).ok())
        .ok_or_else(no_key)?;
    let algorithm =
        of_family(key.family(), algorithm).filter(|of_key| *of_key == signed_with(algorithm)).ok_or_else(
            || format!("is no {}, which this `jwt_algorithm` signs with", kind(signed_with(algorithm))),
        )?;
    let public = PublicKey::new(public_part(&key).ok_or_else(|| not(algorithm))?, algorithm)?;
    let probe = b"fastauth";
    let signed = jsonwebtoken::crypto::sign(probe, &key, algorithm).and_then(|signature| {
        jsonwebtoken::crypto::verify(&signature, probe, &public.verifying.key, algorithm)
    });
    match signed {
        Ok(true) => Ok((key, public)),
        Ok(false) | Err(_) => Err("cannot sign".to_owned()),
    }
}

/// The public keys of a text, one or several.
pub(super) fn public_keys(text: &Secret, algorithm: JwtAlgorithm) -> Result<Vec<PublicKey>, String> {
    let read = |block: &Pem| {
        match block.tag() {
            "PUBLIC KEY" | "RSA PUBLIC KEY" => {}
            "CERTIFICATE" => return Err("is a certificate: the public key is wanted alone".to_owned()),
            tag if tag.ends_with("PRIVATE KEY") => {
                return Err("is a private key: the public one is enough to read tokens".to_owned());
            }
            _ => return Err("is no public key".to_owned()),
        }
        let text = pem::encode(block).into_bytes();
        let key = [DecodingKey::from_rsa_pem, DecodingKey::from_ec_pem, DecodingKey::from_ed_pem]
            .iter()
            .find_map(|read| read(&text).ok())
            .ok_or_else(no_key)?;
        let algorithm = of_family(key.family(), algorithm).ok_or_else(no_key)?;
        PublicKey::new(key, algorithm)
    };
    blocks(text)?.iter().map(read).collect()
}

impl PublicKey {
    /// Parses what a PEM text says it is.
    fn new(key: DecodingKey, algorithm: Algorithm) -> Result<Self, String> {
        let parameters: &'static dyn VerificationAlgorithm = match algorithm {
            Algorithm::ES256 => &ECDSA_P256_SHA256_FIXED,
            Algorithm::EdDSA => &ED25519,
            _ => &RSA_PKCS1_2048_8192_SHA256,
        };
        let bytes = key.try_get_as_bytes().map_err(|_| not(algorithm))?;
        ParsedPublicKey::new(parameters, bytes).map_err(|_| not(algorithm))?;
        let mut jwk = jwk::Jwk::from_decoding_key(&key, Some(algorithm)).map_err(|_| not(algorithm))?;
        if !has_enough_bits(&jwk.algorithm) {
            return Err(not(algorithm));
        }
        // RFC 7638: whoever has the key knows its name.
        let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(|_| not(algorithm))?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        let Ok(serde_json::Value::Object(jwk)) = serde_json::to_value(&jwk) else {
            return Err(not(algorithm));
        };
        Ok(Self { verifying: VerifyingKey { kid, algorithm, key }, jwk })
    }
}

/// The blocks of a text, of which there is one at least.
fn blocks(text: &Secret) -> Result<Vec<Pem>, String> {
    let text = std::str::from_utf8(text.expose()).map_err(|_| "is not PEM".to_owned())?;
    let blocks = pem::parse_many(text).map_err(|_| "is not PEM".to_owned())?;
    // The parser passes over what is none, and a key that is left out would be missed late.
    if blocks.is_empty() || blocks.len() != text.matches(BEGIN).count() {
        return Err("is not PEM".to_owned());
    }
    Ok(blocks)
}

/// The algorithm that a key of this family is of, where the configuration names one.
fn of_family(family: AlgorithmFamily, configured: JwtAlgorithm) -> Option<Algorithm> {
    match family {
        AlgorithmFamily::Rsa if configured == JwtAlgorithm::Ps256 => Some(Algorithm::PS256),
        AlgorithmFamily::Rsa => Some(Algorithm::RS256),
        AlgorithmFamily::Ec => Some(Algorithm::ES256),
        AlgorithmFamily::Ed => Some(Algorithm::EdDSA),
        AlgorithmFamily::Hmac => None,
    }
}

fn signed_with(algorithm: JwtAlgorithm) -> Algorithm {
    match algorithm {
        JwtAlgorithm::Hs256 => Algorithm::HS256,
        JwtAlgorithm::Hs384 => Algorithm::HS384,
        JwtAlgorithm::Hs512 => Algorithm::HS512,
        JwtAlgorithm::Rs256 => Algorithm::RS256,
        JwtAlgorithm::Ps256 => Algorithm::PS256,
        JwtAlgorithm::Es256 => Algorithm::ES256,
        JwtAlgorithm::EdDsa => Algorithm::EdDSA,
    }
}

fn public_part(key: &EncodingKey) -> Option<DecodingKey> {
    let bytes = key.as_bytes();
    match key.family() {
        AlgorithmFamily::Rsa => {
            let pair = RsaKeyPair::from_der(bytes).ok()?;
            Some(DecodingKey::from_rsa_der(pair.public_key().as_ref()))
        }
        AlgorithmFamily::Ec => {
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes).ok()?;
            Some(DecodingKey::from_ec_der(pair.public_key().as_ref()))
        }
        AlgorithmFamily::Ed => {
            let pair = Ed25519KeyPair::from_pkcs8(bytes).ok()?;
            Some(DecodingKey::from_ed_der(pair.public_key().as_ref()))
        }
        AlgorithmFamily::Hmac => None,
    }
}

/// Whether it is RSA of 2048 to 8192 bits, or no RSA.
fn has_enough_bits(key: &AlgorithmParameters) -> bool {
    let AlgorithmParameters::RSA(rsa) = key else { return true };
    let Ok(modulus) = URL_SAFE_NO_PAD.decode(&rsa.n) else { return false };
    let leading = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    (2048..=8192).contains(&(modulus.len() * 8 - leading))
}

fn kind(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::ES256 => "key of the curve P-256",
        Algorithm::EdDSA => "Ed25519 key",
        _ => "RSA key of 2048 to 8192 bits",
    }
}

fn not(algorithm: Algorithm) -> String {
    format!("is no {}", kind(algorithm))
}

fn no_key() -> String {
    "is no RSA key, and none of P-256 or Ed25519".to_owned()
}
