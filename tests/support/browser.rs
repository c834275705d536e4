//! The browser that `./test` starts: Chromium, by WebDriver.

use std::time::Duration;

use fantoccini::cookies::Cookie;
use fantoccini::{Client, ClientBuilder, Locator};
use harness::server;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Without a window, and asking nothing of any server but the tests' own. Its sandbox needs rights that few containers
/// give; the pages are the tests'.
const ARGUMENTS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A browser that nobody has used before.
pub struct Browser(Client);

impl Browser {
    pub async fn start() -> Self {
        // Cookies of other sites, as most browsers let them go along.
        let preferences =
            json!({"profile.cookie_controls_mode": 0, "profile.block_third_party_cookies": false});
        let wanted = json!({
            "timeouts": {"script": null},
            "goog:chromeOptions": {"args": ARGUMENTS, "prefs": preferences},
        });
        let mut driver = ClientBuilder::new(HttpConnector::new());
        driver.capabilities(wanted.as_object().unwrap().clone());
        Self(driver.connect(&server("TEST_WEBDRIVER_URL")).await.unwrap())
    }

    pub async fn go_to(&self, url: &str) {
        self.0.goto(url).await.unwrap();
    }

    /// Types into a field, once it is there.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.0.wait().forever().for_element(Locator::Css(selector)).await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Clicks on something, once it is there.
    pub async fn click(&self, selector: &str) {
        let button = self.0.wait().forever().for_element(Locator::Css(selector)).await.unwrap();
        button.click().await.unwrap();
    }

    /// Until its page has this text.
    pub async fn until_shows(&self, text: &str) {
        while !self.0.source().await.unwrap().contains(text) {
            tokio::task::yield_now().await;
        }
    }

    /// What a function of the page returns, once it has.
    pub async fn call(&self, function: &str, arguments: &[Value]) -> Value {
        let script = format!("return {function}(...arguments)");
        self.0.execute(&script, arguments.to_vec()).await.unwrap()
    }

    /// What the page's scripts see of its cookies.
    pub async fn script_cookies(&self) -> String {
        let cookies = self.0.execute("return document.cookie", Vec::new()).await.unwrap();
        cookies.as_str().unwrap().to_owned()
    }

    /// The cookies that it holds for its page, by name.
    pub async fn cookies(&self) -> Vec<Cookie<'static>> {
        let mut cookies = self.0.get_all_cookies().await.unwrap();
        cookies.sort_by(|one, other| one.name().cmp(other.name()));
        cookies
    }

    /// Until it shows what is there.
    pub async fn until_at(&self, url: &str) {
        self.0
            .wait()
            .forever()
            .every(Duration::from_millis(20))
            .for_url(&url.parse().unwrap())
            .await
            .unwrap();
    }

    pub async fn close(self) {
        self.0.close().await.unwrap();
    }
}
