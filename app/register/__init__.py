"""Register: who we are and who is listed where, as those who look after it change it."""
