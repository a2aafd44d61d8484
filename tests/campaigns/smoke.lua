-- Touches most of an interpreter in a moment; prints the same every time.
for i = 1, 3 do io.write(i, " ", ("x"):rep(i), "\n") end
local t = {}
for i = 1, 1e4 do t[i] = { i, tostring(i) } end
collectgarbage()
table.sort(t, function(a, b) return a[2] < b[2] end)
print(t[77][1], #t, string.format("%5.2f", 1 / 3), 7 // 2, 2 ^ 10, "10" + 5, 3 & 6, ~0)
print(pcall(error, { code = 1 }), select("#", pcall(error)))
local co = coroutine.wrap(function(a)
  local b = coroutine.yield(a + 1)
  return b * 2
end)
print(co(1), co(21), ("a,b,c"):gsub(",", ";"), ("key = value"):match("(%w+)%s*=%s*(%w+)"))
local Account = {}
Account.__index = Account
Account.__add = function(a, b) return setmetatable({ n = a.n + b.n }, Account) end
Account.__gc = function() end
Account.__close = function() print("closed") end
do
  local a <close> = setmetatable({ n = 1 }, Account)
  print((a + a + a).n)
end
for w in ("one two  three"):gmatch("%a+") do io.write(w, ".") end
print(utf8.char(228, 8364), #string.pack("i4d", 7, 1.5), math.tointeger(3.0), load("return 6 * 7")())
local s = 0
for _ = 1, 200 do
  local chunk = {}
  for k = 1, 100 do chunk["k" .. k] = setmetatable({}, { __mode = "k" }) end
  s = s + #chunk
end
print(s, collectgarbage("count") > 0, pcall(string.rep, "x", -1))
print(debug.traceback("where", 1):match("^where"), os.time { year = 2000, month = 1, day = 1 } > 0)
goto done
print("never")
::done::
os.exit(5, true)
