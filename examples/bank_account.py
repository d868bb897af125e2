"""Bank accounts with a history of their transactions."""

FEE = 1
NO_BALANCE = 0


class Account:
    """An account of one owner, in whole units of a currency."""

    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance
        self.history = []

    def deposit(self, amount):
        """Add an amount, which must be positive. Return whether it was."""
        if amount <= NO_BALANCE:
            return False
        self.balance += amount
        self.history.append(amount)
        return True

    def withdraw(self, amount):
        """Take an amount and a fee, if there is enough of both."""
        if amount <= NO_BALANCE or amount + FEE > self.balance:
            return False
        self.balance -= amount + FEE
        self.history.append(-amount)
        return True

    def largest(self):
        """Return the largest transaction."""
        best = 0
        for amount in self.history:
            if abs(amount) > abs(best):
                best = amount
        return best

    def report(self):
        return self.owner + ": " + str(self.balance)


def total(accounts):
    """Return the sum of the balances of accounts."""
    result = 0
    for account in accounts:
        result += account.balance
    return result


if __name__ == "__main__":
    first = Account("Ada", 100)
    second = Account("Grace", 50)
    first.deposit(25)
    second.withdraw(30)
    print(first.report())
    print(second.report())
    print(first.largest(), total([first, second]))
