use fundraising::settings::Settings;
use fundraising::state::AppState;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings::from_env();
    let state = AppState::connect(settings).await?;
    let listener = tokio::net::TcpListener::bind(&state.settings.address).await?;
    axum::serve(listener, fundraising::app(state)).await?;
    Ok(())
}
