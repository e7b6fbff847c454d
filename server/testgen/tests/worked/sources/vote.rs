#[cfg(test)]
use mockall::automock;

#[derive(Debug)]
pub enum VoteError {
    Closed,
    Unknown(String),
}

#[cfg_attr(test, automock)]
pub trait Polls {
    fn closes_at(&self, poll: &str) -> Option<u64>;
    fn record(&mut self, poll: &str, choice: u8);
}

pub fn vote<P: Polls>(polls: &mut P, poll: &str, choice: u8, now: u64) -> Result<(), VoteError> {
    let Some(closes_at) = polls.closes_at(poll) else {
        return Err(VoteError::Unknown(poll.to_string()));
    };
    if now >= closes_at {
        return Err(VoteError::Closed);
    }
    polls.record(poll, choice);
    Ok(())
}
