"""Legal pages and mails, whose words officers change.

`catalogue` lists the texts and what stands in each of their gaps; `filling` fills the gaps;
`versions` reads and changes the rows. The defaults are the files in `texts/`.
"""
