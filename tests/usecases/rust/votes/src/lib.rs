//! Votes on polls that close.

#[derive(Debug)]
pub enum VoteError {
    Closed,
    Unknown(String),
    Choice { given: u8, most: u8 },
}

pub struct Poll {
    pub closes_at: u64,
    pub choices: u8,
}

pub trait Polls {
    fn find(&self, poll: &str) -> Option<Poll>;
    fn record(&mut self, poll: &str, choice: u8);
}

pub fn vote<P: Polls>(polls: &mut P, poll: &str, choice: u8, now: u64) -> Result<(), VoteError> {
    let Some(found) = polls.find(poll) else {
        return Err(VoteError::Unknown(poll.to_string()));
    };
    if now >= found.closes_at {
        return Err(VoteError::Closed);
    }
    if choice > found.choices {
        return Err(VoteError::Choice {
            given: choice,
            most: found.choices,
        });
    }
    polls.record(poll, choice);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct NoPolls;

    impl Polls for NoPolls {
        fn find(&self, _poll: &str) -> Option<Poll> {
            None
        }

        fn record(&mut self, _poll: &str, _choice: u8) {}
    }

    #[test]
    fn a_poll_must_be_there() {
        let result = vote(&mut NoPolls, "lunch", 1, 0);

        assert!(matches!(result, Err(VoteError::Unknown(poll)) if poll == "lunch"));
    }
}
