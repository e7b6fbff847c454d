pub async fn quote(shop: &Shop, id: u32, code: Option<Code>) -> Result<Quote, QuoteError> {
    let item = match shop.find(id).await {
        Some(item) => item,
        None => return Err(QuoteError::Unknown),
    };
    let rebate = if let Some(code) = code {
        if code.is_over() {
            return Err(QuoteError::Over(code));
        }
        shop.rebate(code)?
    } else {
        0
    };
    Ok(shop.price(item, rebate))
}
