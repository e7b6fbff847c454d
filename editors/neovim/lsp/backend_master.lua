-- Backend Master for Neovim 0.11 or later; `vim.lsp.enable('backend_master')` switches it on.
-- `:help vim.lsp.config()` tells how to change a value without editing this file.
return {
  cmd = { 'backend-master', 'server' },
  filetypes = {
    'python',
    'javascript',
    'javascriptreact',
    'typescript',
    'typescriptreact',
    'go',
    'rust',
  },
  root_markers = {
    'backend-master.toml',
    '.backend-master.toml',
    'pyproject.toml',
    'setup.cfg',
    'setup.py',
    'requirements.txt',
    'package.json',
    'go.mod',
    'Cargo.toml',
    '.git',
  },
}
