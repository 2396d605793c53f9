"""What every suite may ask for. The ground floor's tests ask for nothing of it."""

pytest_plugins = ("tests.databases", "tests.houses")
