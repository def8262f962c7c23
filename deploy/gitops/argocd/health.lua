-- Health of FailoverGroup and GroupAcl for Argo CD. Who is in charge is no question of health: a
-- group without a session, and one in the middle of a handover, are healthy as soon as they are
-- served.
local hs = { status = "Progressing", message = "the operator has not looked at it yet" }

if obj.status == nil then
  return hs
end

local conditions = {}
for _, condition in ipairs(obj.status.conditions or {}) do
  conditions[condition.type] = condition
end

local stalled = conditions["Stalled"]
if stalled ~= nil and stalled.status == "True" then
  hs.status = "Degraded"
  hs.message = stalled.message
  return hs
end

if obj.metadata.deletionTimestamp ~= nil then
  local ready = conditions["Ready"]
  hs.message = ready ~= nil and ready.message or "it is being deleted"
  return hs
end

if obj.status.observedGeneration == nil or obj.status.observedGeneration ~= obj.metadata.generation then
  hs.message = "generation " .. tostring(obj.metadata.generation) .. " is being taken up"
  return hs
end

local reconciling = conditions["Reconciling"]
if reconciling ~= nil and reconciling.status == "True" then
  hs.message = reconciling.message
  return hs
end

local ready = conditions["Ready"]
if ready ~= nil and ready.status == "True" then
  hs.status = "Healthy"
  hs.message = ready.message
  local needs = conditions["NeedsOperator"]
  if needs ~= nil and needs.status == "True" then
    hs.status = "Suspended"
    hs.message = needs.message
  end
elseif ready ~= nil then
  hs.message = ready.message
end
return hs
