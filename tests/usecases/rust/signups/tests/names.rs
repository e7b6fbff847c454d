use signups::names::folded;

#[test]
fn names_are_looked_for_in_small_letters() {
    assert_eq!(folded(" Ada "), "ada");
}
