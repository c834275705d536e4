//! Who may pass: by roles and permissions of the service's, and to its own queries.

use http::Method;
use serde_json::json;

on_every_database! {
    async fn roles_and_permissions_from_before_open(app: Moved) {
        let mut tokens = Vec::new();
        for login in ["grace", "ada", "linus@example.org"] {
            tokens.push(app.old_login(login).await.access);
        }
        for (path, expected) in [
            ("/office", [403, 200, 403]), ("/stock", [403, 403, 200]), ("/debts/Sales", [403, 200, 200]), ("/invoices", [200, 200, 200]),
        ] {
            for (token, status) in tokens.iter().zip(expected) {
                app.get(path, token).await.is(status);
            }
            app.get_as_stranger(path).await.is_problem(401, "token_required");
        }
        app.post_with_token("/invoices/1/settle", &tokens[2]).await.is_problem(403, "forbidden");
    }

    /// What a role holds counts at the next request.
    async fn a_permission_that_is_taken_closes(app: Moved) {
        let (admin, ada) = (app.old_login("grace").await, app.old_login("ada").await);
        app.get("/debts/Sales", &ada.access).await.is(200);
        let body = json!({"permissions": ["invoice:settle"]});
        app.send(Method::PATCH, "/roles/Manager", &admin.access, body).await.is(200);
        app.get("/debts/Sales", &ada.access).await.is_problem(403, "forbidden");
        app.post_with_token("/invoices/1/settle", &ada.access).await.is_problem(403, "forbidden");
        app.auth.grant_to_user(2, &["invoice:read"]).await.unwrap();
        app.post_with_token("/invoices/1/settle", &ada.access).await.is(204);
    }

    /// People, as fastauth loads them, joined to tables that it knows nothing of.
    async fn the_services_own_queries_go_on(app: Moved) {
        let ada = app.old_login("ada").await.access;
        let own = app.get("/invoices", &ada).await.is(200).json();
        assert_eq!(own.as_array().unwrap().len(), 2);
        assert_eq!(own[1], json!({"invoice_no": 1, "person_no": 2, "cents": 129_900, "paid": false, "issued_on": "2025-03-01"}));
        let debts = app.get("/debts/Sales", &ada).await.is(200).json();
        let expected = json!([{
            "full_name": "Ada Lovelace", "badge_no": 101,
            "invoice_no": 1, "person_no": 2, "cents": 129_900, "paid": false, "issued_on": "2025-03-01",
        }]);
        assert_eq!(debts, expected);
        app.post_with_token("/invoices/1/settle", &ada).await.is(204);
        assert_eq!(app.get("/debts/Sales", &ada).await.is(200).json(), json!([]));
        app.post_with_token("/invoices/99/settle", &ada).await.is_problem(404, "not_found");
    }
}
