; Captures the declarations among the items of a file or block: imports, functions, types, constants, calls of macros.

(use_declaration) @import
(extern_crate_declaration) @import
(mod_item !body) @import

(function_item) @function
(function_signature_item) @function

(struct_item) @class
(union_item) @class
(enum_item) @class
(trait_item) @class
(impl_item) @class
(mod_item body: (declaration_list)) @class

(type_item) @alias
(associated_type) @alias

(const_item) @assignment
(static_item) @assignment

(macro_invocation) @call
(expression_statement (macro_invocation) @call)
