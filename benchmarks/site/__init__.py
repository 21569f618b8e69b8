"""What the pages weigh, how soon they are painted, and how long the site takes to build."""
