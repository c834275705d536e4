//! Nobody is kept out by whoever guesses elsewhere.

use demo::models::User;
use serde_json::json;
use time::Duration;

use super::world::{Limited, WRONG, is_too_many, login_from};
use crate::support::app::PASSWORD;

const HOME: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.1";
const WINDOW: Duration = Duration::minutes(15);

/// Somebody who has logged in at home.
async fn at_home(app: &Limited, home: &str) -> User {
    let user = app.register("ada@x.org").await;
    login_from(app, home, "ada@x.org", PASSWORD).await.is(200);
    user
}

/// Uses the account's bucket up, and shows that it is.
async fn block(app: &Limited, login: &str) {
    for _ in 0..3 {
        login_from(app, ELSEWHERE, login, WRONG).await.is_problem(401, "invalid_credentials");
    }
    is_too_many(&login_from(app, ELSEWHERE, login, PASSWORD).await, WINDOW);
}

harness::on_every_database! {
    crate::limits::world::Limited;

    /// LG-07: the owner comes in from where they came before, and the guesser elsewhere stays out.
    async fn the_owner_comes_in_from_a_known_address(app: Limited) {
        at_home(&app, HOME).await;
        block(&app, "ada@x.org").await;
        is_too_many(&login_from(&app, "203.0.113.1", "ada@x.org", PASSWORD).await, WINDOW);
        for _ in 0..5 {
            login_from(&app, HOME, "ADA@x.org", PASSWORD).await.is(200);
        }
        is_too_many(&login_from(&app, ELSEWHERE, "ada@x.org", PASSWORD).await, WINDOW);
    }

    /// LG-04: a known address has a bucket of its own, of the same size.
    async fn a_known_address_is_limited_by_itself(app: Limited) {
        at_home(&app, HOME).await;
        for _ in 0..3 {
            login_from(&app, HOME, "ada@x.org", WRONG).await.is(401);
        }
        let hashes = app.auth.hasher().computed();
        is_too_many(&login_from(&app, HOME, "ada@x.org", PASSWORD).await, WINDOW);
        assert_eq!(app.auth.hasher().computed(), hashes);
        login_from(&app, ELSEWHERE, "ada@x.org", PASSWORD).await.is(200);
        app.clock.advance(WINDOW);
        login_from(&app, HOME, "ada@x.org", PASSWORD).await.is(200);
    }

    /// LG-07: a known address is known for one account.
    async fn an_address_is_known_for_its_own_account_only(app: Limited) {
        app.register("attacker@x.org").await;
        at_home(&app, HOME).await;
        login_from(&app, "203.0.113.1", "attacker@x.org", PASSWORD).await.is(200);
        block(&app, "ada@x.org").await;
        is_too_many(&login_from(&app, "203.0.113.1", "ada@x.org", PASSWORD).await, WINDOW);
    }

    /// LG-08: of IPv6, the /64 is known; and one that is written much like it is another.
    async fn a_network_is_known_as_a_whole(app: Limited) {
        at_home(&app, "2001:db8:0:1::1").await;
        block(&app, "ada@x.org").await;
        for home in ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "[2001:db8::1:0:0:0:9]:567"] {
            login_from(&app, home, "ada@x.org", PASSWORD).await.is(200);
        }
        for other in ["2001:db8:0:2::1", "2001:db8::1", "2001:db8:1::1", "::1", "192.0.2.1"] {
            is_too_many(&login_from(&app, other, "ada@x.org", PASSWORD).await, WINDOW);
        }
    }

    /// LG-08: whichever groups of an address are left out where it is written.
    async fn a_network_is_known_however_it_is_written(app: Limited) {
        at_home(&app, "2001::7").await;
        block(&app, "ada@x.org").await;
        for home in ["2001::1:2:3:4", "2001:0:0:0:8::", "2001::8"] {
            login_from(&app, home, "ada@x.org", PASSWORD).await.is(200);
        }
        is_too_many(&login_from(&app, "2001:0:0:1::7", "ada@x.org", PASSWORD).await, WINDOW);
    }

    /// LG-07: a session that has ended is enough, for ninety days; one that no login began is not.
    async fn an_address_is_known_for_a_while(app: Limited) {
        let user = at_home(&app, HOME).await;
        app.auth.store().end_sessions_of(user.id, app.clock.now(), None).await.unwrap();
        block(&app, "ada@x.org").await;
        login_from(&app, HOME, "ada@x.org", PASSWORD).await.is(200);
        app.clock.advance(Duration::days(91));
        block(&app, "ada@x.org").await;
        is_too_many(&login_from(&app, HOME, "ada@x.org", PASSWORD).await, WINDOW);
        let mut context = fastauth::HookContext::default();
        context.ip = HOME.parse().ok();
        app.auth.in_context(context).create_access_token(user.id, Default::default()).await.unwrap();
        is_too_many(&login_from(&app, HOME, "ada@x.org", PASSWORD).await, WINDOW);
    }

    /// LG-07: by a username as well.
    async fn an_address_is_known_by_a_username(app: Limited) {
        let body = json!({"email": "ada@x.org", "username": "ada", "password": PASSWORD});
        app.post("/auth/register", body).await.is(201);
        login_from(&app, HOME, "ada@x.org", PASSWORD).await.is(200);
        block(&app, "ada").await;
        login_from(&app, HOME, "ada", PASSWORD).await.is(200);
        login_from(&app, ELSEWHERE, "ada@x.org", PASSWORD).await.is(200);
    }

    /// LG-08: whoever comes from nowhere is known nowhere.
    async fn nowhere_is_no_known_address(app: Limited) {
        app.register("ada@x.org").await;
        login_from(&app, "unknown", "ada@x.org", PASSWORD).await.is(200);
        block(&app, "ada@x.org").await;
        is_too_many(&login_from(&app, "unknown", "ada@x.org", PASSWORD).await, WINDOW);
    }
}
