use syntax as _;
