#!/bin/bash
# Trains on the embedded shapes and says what came out.
set -euo pipefail

session=sessions/shapes
rm -rf "$session"
./thelper new configs/shapes.json sessions
echo
best=$(grep -oE 'monitored accuracy = [0-9.]+ +\(new best value\)' "$session/logs/trainer.log" | tail -1 | grep -oE '[0-9]+\.[0-9]+')
echo "Session folder:   $session"
LC_ALL=C printf 'Best validation accuracy: %.2f %%\n' "$best"
echo "Confusion matrix: $(ls -t "$session"/output/shapes/test-*/confmat*.png 2> /dev/null | head -1)"
echo "Next: ./thelper resume $session -m cpu trainer.epochs=12      train on"
echo "      ./thelper new configs/digits.json sessions               real images"
echo "      docs/own-model.md                                        a model of your own in one file"
