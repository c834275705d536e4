//! Administrators, over rows that were there before.

use harness::{Answer, PASSWORD};
use http::Method;
use own_tables::models::LoginElsewhere;
use serde_json::{Value, json};

use crate::support::{Moved, OLD_PASSWORD};

async fn admin(app: &Moved) -> String {
    app.old_login("grace").await.access
}

async fn patch(app: &Moved, token: &str, id: i64, body: Value) -> Answer {
    app.send(Method::PATCH, &format!("/users/{id}"), token, body).await
}

fn names(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|person| person["full_name"].as_str().unwrap().to_owned()).collect()
}

on_every_database! {
    async fn people_are_listed_by_their_numbers(app: Moved) {
        let token = admin(&app).await;
        for badge_no in 200..208 {
            app.register(&format!("n{badge_no}@example.org"), badge_no).await.is(201);
        }
        let (mut ids, mut path) = (Vec::new(), "/users?limit=5".to_owned());
        loop {
            let page = app.get(&path, &token).await.is(200).json();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 5);
            ids.extend(items.iter().map(|person| person["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/users?limit=5&after={next}");
        }
        let expected: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
        assert_eq!(ids, expected, "as numbers, not as texts");

        let get = async |query: &str| names(&app.get(&format!("/users?{query}"), &token).await.is(200).json());
        assert_eq!(get("email=ADA@example.org").await, ["Ada Lovelace"]);
        assert_eq!(get("role=Shift%20lead").await, ["Linus"]);
        assert_eq!(get("is_active=false").await, ["Ken"]);
        app.get("/users?after=x", &token).await.is_refused_field("after", "invalid");
        for id in ["0", "99", "02", "+2", "x", "00000000-0000-0000-0000-000000000000", "9223372036854775808"] {
            app.get(&format!("/users/{id}"), &token).await.is_problem(404, "user_not_found");
        }
        assert_eq!(app.get("/users/3", &token).await.is(200).json()["permissions"], json!(["invoice:read"]));
    }

    /// Whoever invites gives what the table asks for.
    async fn a_person_is_invited(app: Moved) {
        let token = admin(&app).await;
        let invite = async |body: Value| app.send(Method::POST, "/users", &token, body).await;
        let answer = invite(json!({"email": "new@example.org"})).await;
        for field in ["full_name", "department_no", "badge_no"] {
            answer.is_refused_field(field, "missing");
        }
        let body = json!({
            "email": "new@example.org", "full_name": "Nina", "department_no": 2, "badge_no": 200, "role": "Manager",
            "permissions": ["stock:count"],
        });
        let mut taken = body.clone();
        taken["badge_no"] = json!(101);
        invite(taken).await.is_problem(409, "value_taken");
        let made = invite(body).await.is(201).json();
        assert_eq!((&made["full_name"], &made["badge_no"], &made["newsletter"]), (&json!("Nina"), &json!(200), &json!(true)));
        assert_eq!((&made["role"]["codename"], &made["permissions"]), (&json!("Manager"), &json!(["stock:count"])));
        let mailed = app.mailed("new@example.org").await;
        app.post("/auth/reset-password", json!({"token": mailed, "password": PASSWORD})).await.is(204);
        let tokens = app.login("new@example.org").await;
        app.get("/office", &tokens.access).await.is(200);
    }

    async fn a_person_is_changed(app: Moved) {
        let token = admin(&app).await;
        let linus = app.old_login("linus@example.org").await;
        app.get("/office", &linus.access).await.is_problem(403, "forbidden");
        let changed = patch(&app, &token, 3, json!({"role": "Manager", "permissions": []})).await.is(200).json();
        assert_eq!((&changed["role"]["codename"], &changed["permissions"]), (&json!("Manager"), &json!([])));
        app.get("/office", &linus.access).await.is(200);
        patch(&app, &token, 3, json!({"is_active": false})).await.is(200);
        app.get("/office", &linus.access).await.is_problem(401, "invalid_token");
        app.try_login("linus@example.org", OLD_PASSWORD).await.is_problem(401, "invalid_credentials");
        patch(&app, &token, 4, json!({"is_active": true, "role": "Shift lead"})).await.is(200);
        app.old_login("ken").await;
        patch(&app, &token, 2, json!({"email": "GRACE@example.org"})).await.is_problem(409, "email_taken");
        patch(&app, &token, 2, json!({"full_name": "X"})).await.is_refused_field("full_name", "unknown");
        patch(&app, &token, 1, json!({"role": "Clerk"})).await.is_problem(409, "last_admin");
        app.clock.advance(time::Duration::minutes(11));
        patch(&app, &token, 2, json!({"role": "Admin"})).await.is_problem(403, "reauthentication_required");
    }

    /// Accounts at providers, permissions and sessions go with a person; invoices keep one.
    async fn a_person_is_deleted(app: Moved) {
        let token = admin(&app).await;
        let found = app.auth.oauth_accounts().find("github", "ada-1815").await.unwrap().unwrap();
        assert_eq!((found.login_no, found.person_no), (1, 2));
        let another = LoginElsewhere { login_no: 0, person_no: 3, provider: "github".into(), subject: "linus".into() };
        app.auth.oauth_accounts().insert(another.clone()).await.unwrap();
        assert!(app.auth.oauth_accounts().insert(another).await.is_err(), "one account is one person's");
        assert_eq!(app.auth.oauth_accounts().list(3, None, 10).await.unwrap().len(), 1);

        let mut expected = app.rows().await;
        let linus = app.old_login("linus@example.org").await;
        app.delete("/users/3", &token).await.is_problem(409, "user_in_use");
        app.get("/stock", &linus.access).await.is(200);
        app.database.execute("DELETE FROM invoices WHERE person_no = 3").await;
        app.delete("/users/3", &token).await.is(204);
        app.get("/stock", &linus.access).await.is_problem(401, "invalid_token");
        app.delete("/users/3", &token).await.is_problem(404, "user_not_found");
        expected.people.remove(2);
        expected.people_abilities.clear();
        expected.logins_elsewhere.pop();
        expected.invoices.pop();
        assert_eq!(app.rows().await, expected);
        app.delete("/users/1", &token).await.is_problem(409, "last_admin");
    }

    /// Roles are rows of the service's: what they hold is in a table of the service's, too.
    async fn roles_are_administered(app: Moved) {
        let token = admin(&app).await;
        let roles = app.get("/roles", &token).await.is(200).json();
        let shift_lead = roles["items"].as_array().unwrap().iter().find(|role| role["codename"] == "Shift lead");
        let expected = json!({"id": "3", "codename": "Shift lead", "pay_grade": 5, "permissions": ["stock:count"]});
        assert_eq!(shift_lead, Some(&expected), "{roles}");

        let body = json!({"codename": "Auditor", "permissions": ["invoice:read"]});
        let made = app.send(Method::POST, "/roles", &token, body).await.is(201).json();
        assert_eq!((&made["pay_grade"], &made["permissions"]), (&json!(9), &json!(["invoice:read"])));
        let rows = app.rows().await;
        let (role_no, _, pay_grade, summary) = rows.roles.last().unwrap();
        assert_eq!((*pay_grade, summary.as_str()), (9, ""), "what the model leaves out has the table's default");
        assert!(rows.role_abilities.contains(&(*role_no, 1)));

        let change = async |permissions: Value| {
            let body = json!({"permissions": permissions});
            app.send(Method::PATCH, "/roles/Shift%20lead", &token, body).await.is(200).json()["permissions"].clone()
        };
        assert_eq!(change(json!(["invoice:read", "stock:count"])).await, json!(["invoice:read", "stock:count"]));
        assert_eq!(change(json!(["invoice:read"])).await, json!(["invoice:read"]));
        app.delete("/roles/Shift%20lead", &token).await.is_problem(409, "role_in_use");
        app.delete("/roles/Shift%20lead?reassign=Auditor", &token).await.is(204);
        let rows = app.rows().await;
        assert_eq!(rows.people[2].0.5, Some(*role_no));
        assert!(rows.role_abilities.iter().all(|(role, _)| *role != 3));
        app.delete("/roles/Manager", &token).await.is_problem(409, "declared");
    }
}
