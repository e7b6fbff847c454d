-- Does in Neovim what a person would: open a file, read the findings, choose a code action, save.
--
--   nvim --clean -l neovim.lua '{"config": FOLDER, "file": FILE, "at": [LINE, COLUMN], "action": TITLE}'
--
-- FOLDER is the configuration that is shipped. TITLE is a part of the title of the action to choose; without it
-- the actions are listed only. Prints one line of JSON.

local WAIT = 30000
local QUIET = 600
local SEVERITIES = { 'error', 'warning', 'info', 'hint' }

local asked = vim.json.decode(arg[1])
local said = {}

local function finish(problem)
  said.problem = problem
  io.stdout:write(vim.json.encode(said) .. '\n')
  io.stdout:flush()
  for _, client in ipairs(vim.lsp.get_clients()) do
    client:stop(true)
  end
  os.exit(problem and 1 or 0)
end

local changes, last_change = 0, 0
vim.api.nvim_create_autocmd('DiagnosticChanged', {
  callback = function()
    changes, last_change = changes + 1, vim.uv.now()
  end,
})

-- Findings are final when they changed after `mark`, and then were left alone for a while.
local function wait_for_findings(mark)
  return vim.wait(WAIT, function()
    vim.uv.update_time()
    return changes > mark and vim.uv.now() - last_change >= QUIET
  end, 20)
end

local function findings(buffer)
  return vim.tbl_map(function(diagnostic)
    return {
      line = diagnostic.lnum + 1,
      column = diagnostic.col + 1,
      severity = SEVERITIES[diagnostic.severity],
      code = diagnostic.code,
      source = diagnostic.source,
      message = diagnostic.message,
    }
  end, vim.diagnostic.get(buffer))
end

vim.o.swapfile = false
vim.opt.runtimepath:prepend(asked.config)
vim.cmd('filetype on')
vim.lsp.enable('backend_master')
vim.cmd.edit(vim.fn.fnameescape(asked.file))
local buffer = vim.api.nvim_get_current_buf()

local attached = vim.wait(WAIT, function()
  local client = vim.lsp.get_clients({ bufnr = buffer, name = 'backend_master' })[1]
  return client ~= nil and client.initialized
end, 20)
if not attached then
  finish('no server attached')
end
if not wait_for_findings(0) then
  finish('no findings came')
end
said.findings = findings(buffer)

if asked.at then
  vim.api.nvim_win_set_cursor(0, { asked.at[1], asked.at[2] - 1 })
  -- Neovim shows its menu through this function: answering it takes the way of a real choice.
  local chosen, shown
  vim.ui.select = function(items, _, choose)
    shown, said.actions = true, {}
    for _, item in ipairs(items) do
      said.actions[#said.actions + 1] = item.action.title
      if not chosen and asked.action and item.action.title:find(asked.action, 1, true) then
        chosen = item
      end
    end
    choose(chosen)
  end
  vim.notify = function(message)
    shown, said.notice = true, message
  end
  local mark = changes
  local function state()
    local ticks = {}
    for _, each in ipairs(vim.api.nvim_list_bufs()) do
      ticks[#ticks + 1] = each .. ':' .. vim.api.nvim_buf_get_changedtick(each)
    end
    return table.concat(ticks, ' ')
  end
  local before = state()
  vim.lsp.buf.code_action()
  vim.wait(WAIT, function() return shown end, 20)
  if asked.action then
    if not chosen then
      finish('the action is not offered')
    end
    said.applied = chosen.action.title
    if not vim.wait(WAIT, function() return state() ~= before end, 20) then
      finish('the action changed nothing')
    end
    -- Findings of a file that the action did not touch do not change.
    vim.wait(3000, function() return changes > mark end, 20)
    wait_for_findings(mark)
    said.findings_after = findings(buffer)
    for _, each in ipairs(vim.api.nvim_list_bufs()) do
      if vim.bo[each].modified then
        vim.api.nvim_buf_call(each, function() vim.cmd('silent write ++p') end)
      end
    end
  end
end
finish()
