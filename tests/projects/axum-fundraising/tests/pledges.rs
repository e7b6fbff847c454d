mod support;

use fundraising::campaigns::close::close_campaign;
use fundraising::campaigns::open::open_campaign;
use fundraising::money::Money;
use fundraising::pledges::make::make_pledge;
use fundraising::pledges::settle::settle_pledge;
use fundraising::pledges::PledgeError;

#[tokio::test]
async fn a_pledge_is_settled() {
    let pool = support::pool().await;
    let ada = support::account(&pool, "ada").await;
    let goal = Money::cents(5_000).unwrap();
    let campaign = open_campaign(&pool, &ada, "A bench", goal).await.unwrap();
    let amount = Money::cents(1_000).unwrap();

    let pledge = make_pledge(&pool, &ada, campaign.id, amount).await.unwrap();
    settle_pledge(&pool, pledge.id).await.unwrap();

    let paid: bool = sqlx::query_scalar("SELECT paid FROM pledges")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(paid);
}

#[tokio::test]
async fn closed_campaigns_take_no_pledges() {
    let pool = support::pool().await;
    let ada = support::account(&pool, "ada").await;
    let goal = Money::cents(5_000).unwrap();
    let campaign = open_campaign(&pool, &ada, "A bench", goal).await.unwrap();
    close_campaign(&pool, &ada, campaign.id).await.unwrap();

    let refused = make_pledge(&pool, &ada, campaign.id, goal).await;

    assert!(matches!(refused, Err(PledgeError::Closed)));
}

#[tokio::test]
async fn pledges_need_a_campaign() {
    let pool = support::pool().await;
    let ada = support::account(&pool, "ada").await;
    let amount = Money::cents(1_000).unwrap();

    let refused = make_pledge(&pool, &ada, 7, amount).await;

    assert!(matches!(refused, Err(PledgeError::NoCampaign(7))));
}
