; Captures the declarations among the statements of a block: imports, exports, classes, declared names, assignments, calls, and statements that hold further blocks.

(import_statement) @import
(export_statement) @export

(class_declaration) @class

(lexical_declaration) @binding
(variable_declaration) @binding

(expression_statement (assignment_expression) @assignment)

(expression_statement (call_expression) @call)
(expression_statement (new_expression) @call)
(expression_statement (await_expression (call_expression) @call))
(expression_statement (unary_expression (call_expression) @call))

(if_statement) @branch
(try_statement) @branch
(switch_statement) @branch
(for_statement) @branch
(for_in_statement) @branch
(while_statement) @branch
(do_statement) @branch

(statement_block) @scope
(labeled_statement) @scope
