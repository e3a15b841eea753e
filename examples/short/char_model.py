# Learns a text one character at a time. A training that was stopped continues when it is started
# again: char_model.py TEXT CHECKPOINT STEPS SEED
import math
import os
import sys

import torch
import torch.nn.functional as F
from torch import nn


class CharModel(nn.Module):
    def __init__(self, characters):
        super().__init__()
        self.embedding = nn.Embedding(characters, 16)
        self.lstm = nn.LSTM(16, 64)
        self.head = nn.Linear(64, characters)

    # [time, batch] -> [time, batch, characters]
    def forward(self, text, state=None):
        output, state = self.lstm(self.embedding(text), state)
        return self.head(output), state


path, steps = sys.argv[2], int(sys.argv[3])
torch.manual_seed(int(sys.argv[4]))
with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
characters = sorted(set(text))
tokens = torch.tensor([characters.index(character) for character in text])
split = len(tokens) * 95 // 100
held_out = tokens[split:].unsqueeze(1)
row = (split - 1) // 16  # 16 rows are read in parallel, 32 characters at a time
inputs = tokens[: 16 * row].view(16, row).t()
targets = tokens[1 : 16 * row + 1].view(16, row).t()

model = CharModel(len(characters))
optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
step, state = 0, None
if os.path.exists(path):
    saved = torch.load(path)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    torch.set_rng_state(saved["generator"])
    step, state = saved["step"], saved["state"]
while step < steps:
    start = step % (row // 32) * 32
    if start == 0:
        state = None
    logits, state = model(inputs[start : start + 32], state)
    loss = F.cross_entropy(logits.flatten(0, 1), targets[start : start + 32].flatten())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    optimizer.step()
    state = tuple(part.detach() for part in state)
    step += 1
    if step % 100 == 0 or step == steps:
        print(f"step {step}: loss {loss.item():.7f}")
        saved = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step,
                 "state": state, "generator": torch.get_rng_state()}
        torch.save(saved, path + ".tmp")
        os.replace(path + ".tmp", path)

model.eval()
with torch.no_grad():
    logits, state = model(held_out[:-1])
    loss = F.cross_entropy(logits.flatten(0, 1), held_out[1:].flatten())
print(f"bits per character: {loss.item() / math.log(2):.4f}")
