//! What is on disk: walk, read and create files. The only crate that touches the disk.
//!
//! It never follows a link out of the tree, never blocks on a pipe or device, and never overwrites by accident.

mod cache;
mod create;
mod read;
mod sweep;
mod tracked;
mod walk;

pub use cache::{cache_folder, keep};
pub use create::{CreateError, create_new, inside, replace};
pub use read::{Reading, Unreadable, read};
pub use sweep::{Changes, Sweep};
pub use walk::{Found, Skipped, Walk, WalkLimits, may_index, names_in, walk};

/// Files above this size in bytes are tracked but not analysed.
pub const MAX_FILE_SIZE: u64 = 1 << 20;

/// Configuration and manifests are read up to this size in bytes.
pub const MAX_MANIFEST_SIZE: u64 = 1 << 20;

/// Runs `job` over all `inputs` on every core and gives the results in the order of the inputs.
///
/// The threads have stacks of 8 MiB, whatever the platform's default is.
pub fn in_parallel<I: Send, O: Send>(inputs: Vec<I>, job: impl Fn(I) -> O + Send + Sync) -> Vec<O> {
    use rayon::prelude::*;
    let pool = rayon::ThreadPoolBuilder::new().stack_size(8 << 20).build();
    match pool {
        Ok(pool) => pool.install(|| inputs.into_par_iter().map(&job).collect()),
        Err(_) => inputs.into_iter().map(job).collect(),
    }
}
