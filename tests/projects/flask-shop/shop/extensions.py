from flask_restful import Api
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
rest = Api(prefix="/api")
