//! The steps of a run and how each went. Never runs one by itself.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::shell::{complain, say};

#[derive(Default)]
pub struct Report {
    steps: Vec<Step>,
}

struct Step {
    name: String,
    outcome: Outcome,
    took: Duration,
}

enum Outcome {
    Passed,
    Failed(String),
    LeftOut(String),
}

impl Report {
    /// Does one step and notes how it went. The next steps are not hindered by a failure.
    pub fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        say(&format!("\n== {name}"));
        let started = Instant::now();
        let (outcome, value) = match work() {
            Ok(value) => (Outcome::Passed, Some(value)),
            Err(error) => {
                complain(&format!("{name}: {error:#}"));
                (Outcome::Failed(format!("{error:#}")), None)
            }
        };
        self.steps.push(Step {
            name: name.to_owned(),
            outcome,
            took: started.elapsed(),
        });
        value
    }

    pub fn leave_out(&mut self, name: &str, why: &str) {
        self.steps.push(Step {
            name: name.to_owned(),
            outcome: Outcome::LeftOut(why.to_owned()),
            took: Duration::ZERO,
        });
    }

    /// Prints a line for each step and one with the numbers.
    ///
    /// # Errors
    /// If a step failed.
    pub fn finish(&self) -> Result<()> {
        say("");
        for step in &self.steps {
            say(&step.line());
        }
        let failed = self.count(|outcome| matches!(outcome, Outcome::Failed(_)));
        say(&self.numbers());
        if failed > 0 {
            bail!("{failed} of {} steps failed", self.steps.len());
        }
        Ok(())
    }

    fn numbers(&self) -> String {
        let passed = self.count(|outcome| matches!(outcome, Outcome::Passed));
        let failed = self.count(|outcome| matches!(outcome, Outcome::Failed(_)));
        match self.count(|outcome| matches!(outcome, Outcome::LeftOut(_))) {
            0 => format!("{passed} passed, {failed} failed"),
            left_out => format!("{passed} passed, {failed} failed, {left_out} skipped"),
        }
    }

    fn count(&self, which: impl Fn(&Outcome) -> bool) -> usize {
        self.steps
            .iter()
            .filter(|step| which(&step.outcome))
            .count()
    }
}

impl Step {
    fn line(&self) -> String {
        let seconds = self.took.as_secs_f32();
        match &self.outcome {
            Outcome::Passed => format!("passed    {seconds:6.1} s  {}", self.name),
            Outcome::Failed(why) => {
                let first = why.lines().next().unwrap_or_default();
                format!("FAILED    {seconds:6.1} s  {}: {first}", self.name)
            }
            Outcome::LeftOut(why) => format!("left out            {}: {why}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_run_and_hinders_no_other() {
        let mut report = Report::default();
        assert_eq!(report.step("one", || Ok(1)), Some(1));
        assert_eq!(
            report.step("two", || -> Result<()> { bail!("broken\nin detail") }),
            None
        );
        assert_eq!(report.step("three", || Ok(3)), Some(3));
        assert_eq!(report.numbers(), "2 passed, 1 failed");
        assert!(report.finish().is_err());
        let line = report.steps.get(1).map(Step::line).unwrap();
        assert!(line.ends_with("two: broken"), "{line}");
    }

    #[test]
    fn what_is_left_out_is_counted_apart() {
        let mut report = Report::default();
        report.step("one", || Ok(()));
        report.leave_out("two", "needs a screen");
        assert_eq!(report.numbers(), "1 passed, 0 failed, 1 skipped");
        assert!(report.finish().is_ok());
    }
}
