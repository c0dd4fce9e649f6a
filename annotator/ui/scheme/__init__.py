"""The scheme editor: labels, topic groups and topics."""
