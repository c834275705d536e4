//! A session is one, whatever its tokens are.

use std::collections::BTreeSet;

use super::{Broken, holds};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::{AuthUser, Policy};
use crate::token::TokenPair;

/// How many refreshes come at once.
const AT_ONCE: usize = 50;

const ANY_USER: &Policy = &Policy::new();

/// The tokens of a strategy open what they are for and nothing else; of fifty refreshes at once none makes a second pair;
/// a refresh token that comes back late ends its session; and an ended session opens nothing.
///
/// The user is one who may log in, refresh tokens are on, and so are 50 refreshes at once; its sessions end. Run it on a runtime of
/// several threads.
///
/// # Errors
/// [`Broken`], with the first thing that does not hold.
pub async fn token_strategy<U: AuthUser>(auth: &FastAuth<U>, user: &U) -> Result<(), Broken> {
    purposes(auth, user).await?;
    rotation(auth, user).await?;
    endings(auth, user).await
}

async fn begin<U: AuthUser>(auth: &FastAuth<U>, user: &U) -> Result<(String, String), Broken> {
    pair(auth.create_token(user).await)
}

fn pair(made: Result<TokenPair, AuthError>) -> Result<(String, String), Broken> {
    let pair = made.map_err(|error| Broken(format!("no tokens were made: {error:?}")))?;
    let refresh = pair.refresh_token.ok_or_else(|| Broken("there is no refresh token".to_owned()))?;
    Ok((pair.access_token, refresh))
}

/// Whether a token opens what is its user's. An error that is no refusal is none.
async fn opens<U: AuthUser>(auth: &FastAuth<U>, token: &str, user: &U) -> Result<bool, Broken> {
    match auth.check_access(token, ANY_USER).await {
        Ok((found, _)) => Ok(found.id() == user.id()),
        Err(AuthError::InvalidToken) => Ok(false),
        Err(error) => Err(Broken(format!("an access token was neither taken nor refused: {error:?}"))),
    }
}

async fn refreshes<U: AuthUser>(auth: &FastAuth<U>, token: &str) -> Result<bool, Broken> {
    match auth.check_refresh(token).await {
        Ok(_) => Ok(true),
        Err(AuthError::InvalidToken) => Ok(false),
        Err(error) => Err(Broken(format!("a refresh token was neither taken nor refused: {error:?}"))),
    }
}

async fn purposes<U: AuthUser>(auth: &FastAuth<U>, user: &U) -> Result<(), Broken> {
    let (access, refresh) = begin(auth, user).await?;
    holds(opens(auth, &access, user).await?, "an access token opens nothing")?;
    holds(refreshes(auth, &refresh).await?, "a refresh token is not the one in force")?;
    holds(!opens(auth, &refresh, user).await?, "a refresh token passes for an access token")?;
    holds(!refreshes(auth, &access).await?, "an access token passes for a refresh token")?;
    for other in [String::new(), "garbage".to_owned(), format!("{access}x"), access.to_uppercase()] {
        holds(!opens(auth, &other, user).await?, "what is no token opens something")?;
    }
    let (another, _) = begin(auth, user).await?;
    holds(another != access, "two sessions have one token")
}

async fn rotation<U: AuthUser>(auth: &FastAuth<U>, user: &U) -> Result<(), Broken> {
    let (_, first) = begin(auth, user).await?;
    let at_once: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (auth, first) = (auth.clone(), first.clone());
            tokio::spawn(async move { auth.refresh(&first).await })
        })
        .collect();
    let (mut pairs, mut done) = (BTreeSet::new(), 0);
    for refresh in at_once {
        match refresh.await.map_err(|error| Broken(format!("a refresh panicked: {error}")))? {
            Err(AuthError::InvalidToken) => {}
            made => {
                pairs.insert(pair(made)?);
                done += 1;
            }
        }
    }
    holds(pairs.len() == 1, format!("{AT_ONCE} refreshes of one token at once made {} pairs", pairs.len()))?;
    let Some((access, refresh)) = pairs.pop_first() else { return Ok(()) };
    if auth.config().refresh_leeway.is_zero() {
        holds(done == 1, "without a leeway a refresh token was good twice")?;
        return holds(!opens(auth, &access, user).await?, "a token that was used twice ended nothing");
    }
    holds(done == AT_ONCE, "within the leeway a refresh was refused")?;
    holds(opens(auth, &access, user).await?, "a session is alive, and its tokens open nothing")?;
    let (access, refresh) = pair(auth.refresh(&refresh).await)?;
    holds(auth.refresh(&first).await.is_err(), "a refresh token from before the last is good")?;
    holds(!opens(auth, &access, user).await?, "a refresh token that came back ended nothing")?;
    holds(!refreshes(auth, &refresh).await?, "a refresh token that came back left its family alive")
}

async fn endings<U: AuthUser>(auth: &FastAuth<U>, user: &U) -> Result<(), Broken> {
    let ((access, refresh), (kept, _)) = (begin(auth, user).await?, begin(auth, user).await?);
    let failed = |error: AuthError| Broken(format!("a session did not end: {error:?}"));
    // Twice is no error.
    for _ in 0..2 {
        auth.logout(&access).await.map_err(failed)?;
    }
    holds(!opens(auth, &access, user).await?, "a session that was ended opens something")?;
    holds(auth.refresh(&refresh).await.is_err(), "a session that was ended is refreshed")?;
    holds(opens(auth, &kept, user).await?, "the end of a session ended another")?;
    auth.end_all_sessions(user.id()).await.map_err(failed)?;
    holds(!opens(auth, &kept, user).await?, "a session outlived the end of all")
}
