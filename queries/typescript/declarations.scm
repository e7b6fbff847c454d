; Captures the declarations that JavaScript does not have; its own are in the folder of that language.

(import_alias) @binding

(abstract_class_declaration) @class
(interface_declaration) @class
(enum_declaration) @class
(type_alias_declaration) @alias

(module) @class
(internal_module) @class
(expression_statement (internal_module) @class)

(ambient_declaration) @scope
