//! One line a finding: `app/users.py:12:5: error BM301 message`.

use super::{Reported, spot};
use crate::console::Console;

pub fn print(reported: &[Reported], console: &mut Console) -> std::io::Result<()> {
    for file in reported {
        for finding in &file.findings {
            let at = spot(&file.text, finding.span.start);
            console.line(&format!(
                "{}:{}:{}: {} {} {}",
                file.path,
                at.line,
                at.column,
                super::text::severity_word(finding.severity),
                finding.rule.code,
                finding.message.replace('\n', " ")
            ))?;
        }
    }
    Ok(())
}
