"""Photos of one scene by a phone and by a good camera, cut into small pieces that lie on each other.

What DPED (Ignatov et al., ICCV 2017) is learned from. Its authors described how they made theirs and never published
the program; where the description leaves something open, the module that does it says what is done here.
"""
