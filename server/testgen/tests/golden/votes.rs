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

    struct FakePolls {
        find: fn(&str) -> Option<Poll>,
        record: fn(&str, u8),
        record_calls: std::sync::Mutex<Vec<(String, u8)>>,
    }

    impl Polls for FakePolls {
        fn find(&self, poll: &str) -> Option<Poll> {
            (self.find)(poll)
        }

        fn record(&mut self, poll: &str, choice: u8) {
            let mut calls = self.record_calls.lock().unwrap();
            calls.push((poll.to_string(), choice));
            drop(calls);
            (self.record)(poll, choice);
        }
    }

    fn polls() -> FakePolls {
        FakePolls {
            find: |given_poll| {
                assert_eq!(given_poll, "poll");
                Some(poll())
            },
            record: |_, _| (),
            record_calls: std::sync::Mutex::default(),
        }
    }

    fn poll() -> Poll {
        Poll {
            closes_at: 3,
            choices: 4,
        }
    }

    #[test]
    fn vote_calls_record() {
        let mut polls = polls();

        let result = vote(&mut polls, "poll", 4, 2);

        assert!(result.is_ok());
        let expected = [("poll".to_string(), 4)];
        assert_eq!(*polls.record_calls.lock().unwrap(), expected);
    }

    #[test]
    fn vote_returns_closed() {
        let mut polls = polls();

        let result = vote(&mut polls, "poll", 4, 3);

        assert!(matches!(result, Err(VoteError::Closed)));
        assert!(polls.record_calls.lock().unwrap().is_empty());
    }

    #[test]
    fn vote_returns_choice() {
        let mut polls = polls();

        let result = vote(&mut polls, "poll", 5, 2);

        assert!(matches!(
            result,
            Err(VoteError::Choice { given: 5, most: 4 })
        ));
        assert!(polls.record_calls.lock().unwrap().is_empty());
    }
}
