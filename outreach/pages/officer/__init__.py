"""What officers see on the phone: log a talk, show its code, enter codes and papers, look at the day's own record."""
