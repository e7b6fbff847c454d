; Captures the declarations among the statements of a file: the package, imports, functions, types, aliases, constants and variables.

(package_clause) @package

(import_declaration) @import

(function_declaration) @function
(method_declaration) @function

(type_declaration) @class

(const_declaration) @assignment
(var_declaration) @assignment
