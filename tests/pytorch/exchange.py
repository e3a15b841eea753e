#!/usr/bin/python3
"""Exchanges the weights of small models with xgrad, in files of torch.save.

exchange.py FOLDER loads FOLDER/NAME_xgrad.pt into each model and writes FOLDER/NAME_output.pt, the
output with those weights. It writes FOLDER/NAME_pytorch.pt, a training checkpoint of a model with other
weights, and their output in it. PyTorch's module is needed.
"""

import sys
from pathlib import Path

import torch
from torch import nn

IDS = torch.tensor([[0, 3], [4, 1], [2, 2]])  # [time, batch]
LAYERS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


class Model(nn.Module):
    """A recurrent layer between an embedding and a head."""

    def __init__(self, layer):
        super().__init__()
        self.embedding = nn.Embedding(5, 4)
        self.rnn = layer(4, 3, num_layers=2, bidirectional=True)
        self.norm = nn.LayerNorm(6)
        self.head = nn.Linear(6, 2)

    def forward(self, ids):
        return self.head(self.norm(self.rnn(self.embedding(ids))[0]))


def checkpoint(layer):
    """The checkpoint of a model after a step of training, and its output."""
    torch.manual_seed(1)
    model = Model(layer)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    model(IDS).square().sum().backward()
    optimizer.step()
    return {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3,
            "output": model(IDS)}


def main(folder):
    for name, layer in LAYERS.items():
        model = Model(layer)
        model.load_state_dict(torch.load(folder / f"{name}_xgrad.pt", weights_only=True))
        torch.save({"output": model(IDS)}, folder / f"{name}_output.pt")
        torch.save(checkpoint(layer), folder / f"{name}_pytorch.pt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
