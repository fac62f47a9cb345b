"""How a page prints: the hand-out alone, on white, without what only a screen can use."""

from __future__ import annotations

PRINT_STYLE = """
<style>
@media print {
    @page { size: A4; margin: 14mm 12mm; }
    html, body, #root, #root > div, .stApp, [data-testid="stAppViewContainer"],
    [data-testid="stMain"], [data-testid="stMainBlockContainer"] {
        position: static !important; display: block !important; overflow: visible !important;
        height: auto !important; min-height: 0 !important; max-width: none !important;
        width: auto !important; padding: 0 !important; background: white !important;
    }
    [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
    [data-testid="stExpander"], [data-testid="stDownloadButton"], [data-testid="stButton"],
    [data-testid="stCheckbox"],
    [data-testid="stStatusWidget"], [data-testid="stElementToolbar"],
    [data-testid="stDialog"], [role="dialog"], .vega-embed details,
    [class*="st-key-unprinted"] { display: none !important; }
    .stApp, .stApp * { color: #1c1f24 !important; background-color: transparent !important; }
    .stApp a { text-decoration: none !important; }
    svg.marks { width: 100% !important; height: auto !important; }
    svg.marks, svg.marks .background { background: white !important; fill: white !important; }
    svg.marks .role-axis-grid line { stroke: #dcdfe4 !important; }
    svg.marks text { fill: #1c1f24 !important; }
    [data-testid="stVegaLiteChart"], [data-testid="stMetric"], .review-table tr {
        break-inside: avoid;
    }
    [data-testid="stVegaLiteChart"], .vega-embed {
        height: auto !important; width: 100% !important;
    }
    h1, h2, h3, .review-table caption { break-after: avoid; }
    .review-table { overflow: visible; }
    .review-table table { font-size: 0.68rem; }
    .review-table th, .review-table .whole, .review-table .number { white-space: normal; }
    .review-table .long { min-width: 7rem; }
    .review-table th, .review-table td { padding-right: 0.5rem; }
}
</style>
"""
