# Learns the languages of surnames: names.py DATA.csv SEED
import csv
import sys

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader, random_split


class Classifier(nn.Module):
    def __init__(self, characters, languages):
        super().__init__()
        self.embedding = nn.Embedding(characters, 16)
        self.gru = nn.GRU(16, 32, bidirectional=True)
        self.head = nn.Linear(64, languages)

    # [time, batch] -> [batch, languages]
    def forward(self, tokens, lengths):
        packed = pack_padded_sequence(self.embedding(tokens), lengths, enforce_sorted=False)
        output, state = self.gru(packed)
        return self.head(torch.cat([state[0], state[1]], dim=-1))


def collate(examples):
    tokens, labels = zip(*examples)
    return pad_sequence(tokens), [len(name) for name in tokens], torch.tensor(labels)


torch.manual_seed(int(sys.argv[2]))
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
languages = sorted({row["language"] for row in rows})
characters = sorted({character for row in rows for character in row["name"]})
examples = []
for row in rows:
    tokens = torch.tensor([characters.index(character) for character in row["name"]])
    examples.append((tokens, languages.index(row["language"])))
training, held_out = random_split(examples, [0.9, 0.1])
loader = DataLoader(training, batch_size=32, shuffle=True, collate_fn=collate)

model = Classifier(len(characters), len(languages))
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(10):
    for tokens, lengths, label in loader:
        loss = F.cross_entropy(model(tokens, lengths), label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1}: loss {loss.item():.7f}")

model.eval()
correct = 0
with torch.no_grad():
    for tokens, lengths, label in DataLoader(held_out, batch_size=256, collate_fn=collate):
        correct += (model(tokens, lengths).argmax(dim=-1) == label).sum().item()
print(f"accuracy: {correct / len(held_out):.4f}")
