project = "Knots and Lines"
language = "en"
extensions = ["refresher_content.book"]
refresher_content = "content"
html_theme = "refresher"
html_baseurl = "https://knots.example/"
