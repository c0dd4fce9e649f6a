"""Oracle coders who err, and a hand that settles what they disagree about in the real window."""
