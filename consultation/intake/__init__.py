"""What officers enter and import: responses that did not come by the website."""
