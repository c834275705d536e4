use ui_tests::App;

async fn nothing() {}

fn main() {
    let _ = fastauth::Router::<App>::new().fallback(nothing);
}
