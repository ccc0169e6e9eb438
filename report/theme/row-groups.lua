-- For Quarto: a cell that holds only an empty span of class "same" becomes part of the cell above it, so that a
-- group of rows under one label stays whole on a page. The embedded engine does the same in row_groups.py.
local function says_same(cell)
  local blocks = cell and cell.contents or {}
  local inlines = #blocks == 1 and blocks[1].content or {}
  return #inlines == 1 and inlines[1].t == "Span" and inlines[1].classes:includes("same")
end

function Table(tbl)
  for _, body in ipairs(tbl.bodies) do
    local above = nil
    for _, row in ipairs(body.body) do
      local first = row.cells[1]
      if above and says_same(first) then
        above.row_span = above.row_span + 1
        row.cells:remove(1)
      else
        above = first
      end
    end
  end
  return tbl
end
