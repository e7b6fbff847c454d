; Captures the declarations among the statements of a block: imports, functions, classes, aliases, assignments, additions, calls, and statements that hold further blocks.

(import_statement) @import
(import_from_statement) @import
(future_import_statement) @import

(function_definition) @function
(decorated_definition definition: (function_definition)) @function

(class_definition) @class
(decorated_definition definition: (class_definition)) @class

(type_alias_statement) @alias

(expression_statement (assignment) @assignment)
(expression_statement (augmented_assignment operator: "+=") @addition)

(expression_statement (call) @call)
(expression_statement (await (call) @call))

(if_statement) @branch
(try_statement) @branch
(for_statement) @branch
(while_statement) @branch
(match_statement) @branch

(with_statement) @scope
