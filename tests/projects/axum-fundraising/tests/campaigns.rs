mod support;

use fundraising::campaigns::close::{close_campaign, remove_campaign};
use fundraising::campaigns::list::{get_campaign, list_campaigns};
use fundraising::campaigns::open::open_campaign;
use fundraising::campaigns::{CampaignError, Status};
use fundraising::money::Money;

#[tokio::test]
async fn an_opened_campaign_is_listed() {
    let pool = support::pool().await;
    let ada = support::account(&pool, "ada").await;
    let goal = Money::cents(5_000).unwrap();

    let campaign = open_campaign(&pool, &ada, "A bench", goal).await.unwrap();

    let open = list_campaigns(&pool, Status::Open, 10).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].id, campaign.id);
}

#[tokio::test]
async fn only_the_organiser_closes() {
    let pool = support::pool().await;
    let ada = support::account(&pool, "ada").await;
    let bob = support::account(&pool, "bob").await;
    let goal = Money::cents(5_000).unwrap();
    let campaign = open_campaign(&pool, &ada, "A bench", goal).await.unwrap();

    let refused = close_campaign(&pool, &bob, campaign.id).await;
    assert!(matches!(refused, Err(CampaignError::NotYours)));

    close_campaign(&pool, &ada, campaign.id).await.unwrap();
    let again = close_campaign(&pool, &ada, campaign.id).await;
    assert!(matches!(again, Err(CampaignError::Closed)));
}

#[tokio::test]
async fn a_removed_campaign_is_gone() {
    let pool = support::pool().await;
    let ada = support::account(&pool, "ada").await;
    let goal = Money::cents(5_000).unwrap();
    let campaign = open_campaign(&pool, &ada, "A bench", goal).await.unwrap();

    remove_campaign(&pool, campaign.id).await.unwrap();

    let gone = get_campaign(&pool, campaign.id).await;
    assert!(matches!(gone, Err(CampaignError::NotFound(_))));
}
