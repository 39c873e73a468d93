"""Who answers, what is known of a workplace, lists to import, disputes to settle, orders to issue."""
