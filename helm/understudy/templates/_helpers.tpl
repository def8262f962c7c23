{{/* The chart's name. */}}
{{- define "understudy.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of everything; short enough that suffixes fit. */}}
{{- define "understudy.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 48 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 48 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 48 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The name of what belongs to no namespace: two releases of one name do not collide. */}}
{{- define "understudy.clusterName" -}}
{{- $name := include "understudy.fullname" . -}}
{{- if eq $name .Release.Namespace -}}{{ $name }}{{- else -}}{{ printf "%s-%s" .Release.Namespace $name | trimPrefix "-" }}{{- end -}}
{{- end -}}

{{- define "understudy.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "understudy.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* The user that the API server sees. */}}
{{- define "understudy.user" -}}
system:serviceaccount:{{ .Release.Namespace }}:{{ include "understudy.serviceAccountName" . }}
{{- end -}}

{{- define "understudy.selectorLabels" -}}
app.kubernetes.io/name: {{ include "understudy.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* The operator's pods, and not those of hooks. */}}
{{- define "understudy.operatorLabels" -}}
{{ include "understudy.selectorLabels" . }}
app.kubernetes.io/component: operator
{{- end -}}

{{- define "understudy.labels" -}}
{{ include "understudy.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "understudy.image" -}}
{{- $image := .Values.image -}}
{{- if not $image.repository -}}
{{- fail "image.repository has no default, as no public image is assumed: say where your registry has it, as in --set image.repository=registry.example.com/understudy (docs/image.md tells how to make and push it)" -}}
{{- end -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ default .Chart.AppVersion $image.tag }}
{{- end -}}
{{- end -}}

{{/* What is allowed to whom in each namespace that is served. */}}
{{- define "understudy.namespacedRules" -}}
# Groups and lists: read, and written for REST clients.
- apiGroups: [understudy.dev]
  resources: [failovergroups]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [understudy.dev]
  resources: [failovergroups/status]
  verbs: [update, patch]
- apiGroups: [understudy.dev]
  resources: [groupacls]
  verbs: [get, list, watch, create, update, delete]
- apiGroups: [understudy.dev]
  resources: [groupacls/status]
  verbs: [update]
# The Leases decide who is in charge.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, list, watch, create, update, delete]
# Every transition is told in an Event.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end -}}

{{/* Whether the given authentication is among the chosen ones. */}}
{{- define "understudy.authenticates" -}}
{{- if has (index . 1) (index . 0).Values.auth.methods -}}true{{- end -}}
{{- end -}}

{{/* What contradicts itself is refused before anything is installed. */}}
{{- define "understudy.check" -}}
{{- if and (has "none" .Values.auth.methods) (gt (len .Values.auth.methods) 1) -}}
{{- fail "auth.methods: none lets everybody in, so it stands alone; leave none out, or the others" -}}
{{- end -}}
{{- if and (include "understudy.authenticates" (list . "oidc")) (not .Values.auth.oidc.issuer) -}}
{{- fail "auth.methods has oidc, so auth.oidc.issuer must say who issues the tokens, as in https://login.example.com/realm" -}}
{{- end -}}
{{- if and (include "understudy.authenticates" (list . "oidc")) (not .Values.auth.oidc.audience) -}}
{{- fail "auth.methods has oidc, so auth.oidc.audience must say which audience a token must be meant for" -}}
{{- end -}}
{{- if and (include "understudy.authenticates" (list . "basic")) (not .Values.auth.basic.existingSecret) -}}
{{- fail "auth.methods has basic, so auth.basic.existingSecret must name the Secret with the users' file" -}}
{{- end -}}
{{- if and .Values.tls.clientCaKey (not .Values.tls.existingSecret) -}}
{{- fail "tls.clientCaKey names a key of tls.existingSecret, which is not given" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.enabled needs httpRoute.parentRefs, the Gateways to attach to, as in --set httpRoute.parentRefs[0].name=my-gateway" -}}
{{- end -}}
{{- if and .Values.metrics.serviceMonitor.enabled .Values.metrics.podMonitor.enabled -}}
{{- fail "metrics.serviceMonitor and metrics.podMonitor would both collect the same metrics: enable one" -}}
{{- end -}}
{{- $grace := add .Values.preStopSeconds 40 -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) (int $grace) -}}
{{- fail (printf "terminationGracePeriodSeconds is %v, but a stop may take %v s: preStopSeconds, 25 s for held answers, 10 s for requests and 5 s to spare" .Values.terminationGracePeriodSeconds $grace) -}}
{{- end -}}
{{- end -}}
