# For supervision: what is overdue now, what is due within two working days, and the supervision report.
# Run it with the folder to write to: .\supervision.ps1 -Folder C:\Supervision
param([Parameter(Mandatory = $true)][string]$Folder)
$ErrorActionPreference = 'Stop'
$escalate = if ($env:ESCALATE) { $env:ESCALATE } else { 'escalate' }
New-Item -ItemType Directory -Force -Path $Folder | Out-Null

function Invoke-Escalate {
    & $escalate @args
    if ($LASTEXITCODE -ne 0) { throw "escalate $args ended with status $LASTEXITCODE" }
}

Invoke-Escalate --format csv due --overdue | Set-Content -Encoding utf8 (Join-Path $Folder 'overdue.csv')
Invoke-Escalate --format csv due --within '2 working days' | Set-Content -Encoding utf8 (Join-Path $Folder 'due.csv')
Invoke-Escalate export --to xlsx --output (Join-Path $Folder 'tracker.xlsx') --force
Invoke-Escalate export --to html --output (Join-Path $Folder 'report.html') --force
Invoke-Escalate receipt | Set-Content -Encoding utf8 (Join-Path $Folder 'receipt.txt')
Write-Output "Written to $Folder; keep receipt.txt apart: it proves later what stood today."
