#!/bin/bash
# Trains on the embedded shapes and says what came out.
set -euo pipefail

session=sessions/shapes
rm -rf "$session"
./thelper new configs/shapes.json sessions
echo
echo "Session folder:   $session"
echo "Confusion matrix: $(ls -t "$session"/output/shapes/test-*/confmat*.png 2> /dev/null | head -1)"
echo "Next: ./thelper resume $session -m cpu trainer.epochs=12      train on"
echo "      ./thelper new configs/digits.json sessions               real images"
echo "      docs/own-model.md                                        a model of your own in one file"
